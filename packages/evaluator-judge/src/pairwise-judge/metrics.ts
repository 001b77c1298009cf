import type { SampleVerdict } from 'oc-sdk';
import type { JudgedDuel } from './duels.ts';

/** What a metric of one opponent among several is called. */
const winRateVs = (model: string): string => `win_rate_vs_${model}`;

/**
 * What the duels of a sample come to. It has a score only if each of its comparisons has a verdict: the mean over its
 * opponents of how it fared, over both orders where both are asked. `win`, `tie` and `loss` are the shares of opponents
 * against which that is above, at and below 1/2.
 */
export function pairVerdict(duels: readonly JudgedDuel[]): SampleVerdict {
  const all = duels.flatMap(({ judgements }) => judgements);
  const failed = all.find(({ error }) => error !== undefined)?.error;
  if (failed) return { failed };
  if (all.some(({ score }) => score === undefined)) return { unparsed: true };
  const scores = duels.map(({ judgements }) => mean(judgements.map(({ score = 0 }) => score)));
  const share = (holds: (score: number) => boolean): number => scores.filter(holds).length / scores.length;
  const named = duels.flatMap(({ model }, i) => (model === undefined ? [] : [[winRateVs(model), scores[i]]]));
  return {
    score: mean(scores),
    win: share((score) => score > 0.5),
    tie: share((score) => score === 0.5),
    loss: share((score) => score < 0.5),
    ...(named.length > 1 ? Object.fromEntries(named) : {}),
  };
}

/**
 * - `win_rate`: the mean score of the samples (a win is 1, a tie 1/2, a loss 0; over both orders the mean of the two);
 * - `win`, `tie`, `loss`: the means of what {@link pairVerdict} calls so; `win_rate_vs_MODEL`, where there are several;
 * - `position_bias`: the share of comparisons that the answer shown first won, minus that of the second: 0 for a judge
 *   that looks at the answers alone where both orders are asked (Zheng et al. 2023, arXiv:2306.05685, section 3.3);
 * - `consistency`: the share of duels judged alike in both orders, only where both are asked.
 *
 * All in percent, over samples with a verdict; `judge_unparsed` is the number of samples without one.
 *
 * @param duels - of all samples
 */
export function pairMetrics(
  verdicts: readonly SampleVerdict[],
  duels: readonly JudgedDuel[],
  both: boolean,
): Record<string, number> {
  const judgements = duels.flatMap((duel) => duel.judgements).filter(({ score }) => score !== undefined);
  const first = judgements.filter(({ place, score }) => score === (place === 'first' ? 1 : 0)).length;
  const second = judgements.filter(({ place, score }) => score === (place === 'first' ? 0 : 1)).length;
  const twice = duels.filter((duel) => duel.judgements.every(({ score }) => score !== undefined));
  const alike = twice.filter(({ judgements: [a, b] }) => a?.score === b?.score);
  const models = [...new Set(duels.flatMap(({ model }) => model ?? []))];
  const scored = verdicts.filter(({ score }) => score !== undefined);
  const percent = (name: string): number => 100 * mean(scored.map((verdict) => verdict[name] as number));
  return {
    win_rate: percent('score'),
    win: percent('win'),
    tie: percent('tie'),
    loss: percent('loss'),
    ...(models.length > 1
      ? Object.fromEntries(models.map((model) => [winRateVs(model), percent(winRateVs(model))]))
      : {}),
    position_bias: share(first - second, judgements.length),
    ...(both ? { consistency: share(alike.length, twice.length) } : {}),
    judge_unparsed: verdicts.filter(({ unparsed }) => unparsed === true).length,
  };
}

/** 0 of none. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
