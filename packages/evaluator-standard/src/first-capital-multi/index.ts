import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The first run of the letters A to D, or nothing. */
export function firstCapitalMulti(text: string): string {
  return /[A-D]+/.exec(text)?.[0] ?? '';
}

export default plainPostprocessor(
  'first-capital-multi',
  'The first letters from A to D that stand together.',
  firstCapitalMulti,
);
