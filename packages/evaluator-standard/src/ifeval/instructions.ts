import type { Check } from './arguments.ts';
import { CASES } from './checks/cases.ts';
import { CONTENT } from './checks/content.ts';
import { ENDS } from './checks/ends.ts';
import { FORMATS } from './checks/formats.ts';
import { KEYWORDS } from './checks/keywords.ts';
import { LENGTHS } from './checks/lengths.ts';

/** The 25 instructions of IFEval (Zhou et al. 2023) by their ids. */
export const INSTRUCTIONS: Readonly<Record<string, Check>> = {
  ...KEYWORDS,
  ...LENGTHS,
  ...CONTENT,
  ...FORMATS,
  ...ENDS,
  ...CASES,
};
