import { instructionInvalid } from '../errors.ts';
import { strip } from '../python-text.ts';
import { argumentsOf } from './arguments.ts';
import { INSTRUCTIONS } from './instructions.ts';

/** For each instruction of a row, in order, whether an answer follows it. */
export interface Following {
  /** The answer as it stands. */
  readonly strict: readonly boolean[];
  /** The answer, or it without stars, its first line, its last line, or several of these. */
  readonly loose: readonly boolean[];
}

/**
 * What an answer follows of a row's `instruction_id_list` with its `kwargs`, strictly and loosely (Zhou et al. 2023,
 * section 2.3). Throws `INSTRUCTION_INVALID`.
 */
export function follow(answer: string, row: Readonly<Record<string, unknown>>): Following {
  const checks = checksOf(row);
  const blank = strip(answer) === '';
  const strict = checks.map((check) => !blank && check(answer));
  const loose = [...strict];
  for (const text of variants(answer).filter((variant) => strip(variant) !== '')) {
    for (const [i, check] of checks.entries()) loose[i] ||= check(text);
  }
  return { strict, loose };
}

function checksOf({ instruction_id_list: ids, kwargs }: Readonly<Record<string, unknown>>) {
  if (!Array.isArray(ids) || ids.length === 0) throw instructionInvalid('instruction_id_list', ids, 'a list of ids');
  if (!Array.isArray(kwargs) || kwargs.length !== ids.length) {
    throw instructionInvalid('kwargs', kwargs, `a list of ${ids.length}, one for each id`);
  }
  return ids.map((id, i) => {
    const check = INSTRUCTIONS[String(id)];
    if (check === undefined) throw instructionInvalid('instruction_id_list', id, Object.keys(INSTRUCTIONS).join(', '));
    const given = argumentsOf(String(id), (kwargs[i] ?? {}) as Record<string, unknown>);
    return (answer: string) => check(answer, given);
  });
}

/** Not the answer itself. */
function variants(answer: string): string[] {
  const lines = answer.split('\n');
  const cut = [lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((kept) => strip(kept.join('\n')));
  const all = [answer, ...cut];
  const found = new Set([...all, ...all.map((text) => text.replaceAll('*', ''))]);
  return [...found].filter((text) => text !== answer);
}
