import type { SampleVerdict } from 'oc-sdk';

/**
 * Metrics of verdicts A (right), B (wrong), C (declines), in percent; of no verdicts they are 0. As OpenCompass and
 * SimpleQA (Wei et al. 2024, arXiv:2411.04368, section 2) define them:
 *
 * - `accuracy` = A / all,
 * - `accuracy_given_attempted` = A / (A + B),
 * - `f1` = the harmonic mean of the two,
 * - `attempted_ratio` = (A + B) / all.
 *
 * *All* are the samples that the judge replied to, those among them whose verdict cannot be read; `judge_unparsed` is
 * the number of these. Samples that the judge could not be asked about have failed and are in no number.
 */
export function judgeMetrics(details: readonly SampleVerdict[]): Record<string, number> {
  const asked = details.filter(({ failed }) => failed === undefined);
  const count = (letter: string): number => asked.filter(({ verdict }) => verdict === letter).length;
  const [right, wrong] = [count('A'), count('B')];
  const accuracy = share(right, asked.length);
  const given = share(right, right + wrong);
  return {
    accuracy,
    accuracy_given_attempted: given,
    f1: accuracy + given === 0 ? 0 : (2 * accuracy * given) / (accuracy + given),
    attempted_ratio: share(right + wrong, asked.length),
    judge_unparsed: asked.filter(({ unparsed }) => unparsed === true).length,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
