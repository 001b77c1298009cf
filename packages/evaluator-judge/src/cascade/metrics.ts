import type { SampleVerdict } from 'oc-sdk';

export interface CascadeVerdict extends SampleVerdict {
  readonly rule: SampleVerdict;
  /** Absent where the judge was not asked. */
  readonly llm?: SampleVerdict;
}

/**
 * `accuracy` of the whole; `rule_accuracy`, what the rule alone accepts; `llm_accuracy`, what the judge accepts of the
 * samples it was asked about: in percent. How many those are, how many of them it accepts, and how many of its verdicts
 * cannot be read: numbers. Samples that the judge could not be asked about have failed and are in no share.
 */
export function cascadeMetrics(details: readonly CascadeVerdict[]): Record<string, number> {
  const known = details.filter(({ failed }) => failed === undefined);
  const asked = known.filter(({ llm }) => llm !== undefined && llm.failed === undefined);
  const accepted = asked.filter(({ llm }) => llm?.correct === true);
  return {
    accuracy: share(known.filter(isCorrect).length, known.length),
    rule_accuracy: share(known.filter(({ rule }) => isCorrect(rule)).length, known.length),
    llm_accuracy: share(accepted.length, asked.length),
    llm_evaluated: asked.length,
    llm_correct: accepted.length,
    judge_unparsed: asked.filter(({ llm }) => llm?.unparsed === true).length,
  };
}

function isCorrect({ correct }: SampleVerdict): boolean {
  return correct === true;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
