import type { SampleVerdict } from 'oc-sdk';
import type { Place } from './orders.ts';

/** What came of one comparison, for the answer that is evaluated: 1 won, 0.5 tied, 0 lost; undefined: no verdict. */
export interface Judgement {
  readonly place: Place;
  readonly score: number | undefined;
}

export interface PairVerdict extends SampleVerdict {
  readonly judgements: readonly Judgement[];
}

/**
 * - `win_rate`: the mean score of the samples (a win is 1, a tie 1/2, a loss 0; over both orders the mean of the two);
 * - `win`, `tie`, `loss`: shares of samples whose score is above, at and below 1/2;
 * - `position_bias`: the share of comparisons that the answer shown first won, minus that of the second: 0 for a judge
 *   that looks at the answers alone where both orders are asked (Zheng et al. 2023, arXiv:2306.05685, section 3.3);
 * - `consistency`: the share of samples judged alike in both orders, only where both are asked.
 *
 * All in percent, over samples with a verdict; `judge_unparsed` is the number of samples without one.
 */
export function pairMetrics(details: readonly PairVerdict[], both: boolean): Record<string, number> {
  const scores = details.flatMap(({ score }) => (typeof score === 'number' ? [score] : []));
  const judgements = details.flatMap((verdict) => verdict.judgements).filter(({ score }) => score !== undefined);
  const first = judgements.filter(({ place, score }) => score === (place === 'first' ? 1 : 0)).length;
  const second = judgements.filter(({ place, score }) => score === (place === 'first' ? 0 : 1)).length;
  const twice = details.filter((verdict) => verdict.judgements.every(({ score }) => score !== undefined));
  const alike = twice.filter(({ judgements: [a, b] }) => a?.score === b?.score);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
  return {
    win_rate: share(
      scores.reduce((sum, score) => sum + score, 0),
      scores.length,
    ),
    win: share(scores.filter((score) => score > 0.5).length, scores.length),
    tie: share(scores.filter((score) => score === 0.5).length, scores.length),
    loss: share(scores.filter((score) => score < 0.5).length, scores.length),
    position_bias: share(first - second, judgements.length),
    ...(both ? { consistency: share(alike.length, twice.length) } : {}),
    judge_unparsed: details.filter(({ unparsed }) => unparsed === true).length,
  };
}
