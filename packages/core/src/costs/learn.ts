import type { CostHistory, LoadCost, PairCost, TokenMeans } from './history.ts';
import type { TokenSums } from './token-sums.ts';

/** What a run has measured. */
export interface Measured {
  readonly model: string;
  readonly dataset: string;
  readonly samples: number;
  readonly seconds: number;
  /** Absent: the model has not said. */
  readonly tokens?: TokenSums;
}

/** After so many days a sample counts half: drivers, servers and neighbours change. */
const HALF_LIFE_DAYS = 30;

/** However much was measured once, so many new samples weigh as much. */
const MOST_SAMPLES = 2_000;

const DAY_MS = 86_400_000;

/** The history with what a run has measured: means in which older samples count less. */
export function learn(
  history: CostHistory,
  measured: readonly Measured[],
  loads: ReadonlyMap<string, number>,
  now: number,
): CostHistory {
  const pairs: Record<string, Record<string, PairCost>> = Object.fromEntries(
    Object.entries(history.pairs).map(([model, datasets]) => [model, { ...datasets }]),
  );
  for (const one of measured) {
    if (!(one.samples > 0 && one.seconds > 0)) continue;
    const datasets = pairs[one.model] ?? {};
    datasets[one.dataset] = together(datasets[one.dataset], one, now);
    pairs[one.model] = datasets;
  }
  const fresh = [...loads].map(([model, seconds]): [string, LoadCost] => [model, { seconds, time: now }]);
  return { pairs, loads: { ...history.loads, ...Object.fromEntries(fresh) } };
}

function together(before: PairCost | undefined, { samples, seconds, tokens }: Measured, now: number): PairCost {
  const age = before ? Math.max(0, now - before.time) / DAY_MS : 0;
  const weight = before ? Math.min(before.samples, MOST_SAMPLES) * 0.5 ** (age / HALF_LIFE_DAYS) : 0;
  const total = weight + samples;
  const means = tokens ? meansOf(before?.tokens, weight, tokens) : before?.tokens;
  return {
    secondsPerSample: ((before?.secondsPerSample ?? 0) * weight + seconds) / total,
    samples: total,
    ...(means ? { tokens: means } : {}),
    time: now,
  };
}

function meansOf(before: TokenMeans | undefined, weight: number, { samples, prompt, output }: TokenSums): TokenMeans {
  const [known, total] = before ? [weight, weight + samples] : [0, samples];
  return {
    prompt: ((before?.prompt ?? 0) * known + prompt) / total,
    output: ((before?.output ?? 0) * known + output) / total,
  };
}
