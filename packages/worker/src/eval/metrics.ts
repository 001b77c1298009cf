import type { Repeats } from 'oc-plugin-host';
import type { Compat, PairStatistics } from 'oc-sdk';
import { isShare, type MeanSource, meanSource, numberIn } from './mean-source.ts';
import { detailsOf, type Round } from './rounds.ts';
import { meanStatistics } from './statistics.ts';

/** A number of a result, and how sure it is where it is a mean over samples. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly statistics?: PairStatistics;
}

/**
 * The evaluator's metrics, each the mean over all replicas: with more than one it is called
 * `accuracy (4 runs average)`, as in OpenCompass. OpenCompass takes the last replica alone where an evaluator gives no
 * details: so do we for its `compat`.
 *
 * @param asked - samples that were to be answered, all replicas together
 */
export function metricsOf(
  rounds: readonly Round[],
  { n }: Repeats,
  asked: number,
  compat: Compat | undefined,
): Metric[] {
  const [first] = rounds as readonly [Round];
  if (compat === 'opencompass' && n > 1 && first.evaluation.details === undefined) {
    const last = (rounds.at(-1) as Round).evaluation.metrics;
    return Object.entries(last).map(([name, value]) => ({ name, value }));
  }
  return Object.keys(first.evaluation.metrics).map((name) => {
    const counted = rounds.filter(({ evaluation }) => Object.hasOwn(evaluation.metrics, name));
    const values = counted.map(({ evaluation }) => evaluation.metrics[name] as number);
    const statistics = statisticsOf(name, counted, asked);
    return {
      name: n > 1 ? `${name} (${n} runs average)` : name,
      value: values.reduce((sum, value) => sum + value, 0) / values.length,
      ...(statistics === undefined ? {} : { statistics }),
    };
  });
}

function statisticsOf(metric: string, rounds: readonly Round[], asked: number): PairStatistics | undefined {
  const sources = rounds.map((round) =>
    meanSource(metric, round.evaluation.metrics[metric] as number, detailsOf(round)),
  );
  const [source] = sources;
  if (source === undefined || !sources.every((each) => isSame(each, source))) return undefined;
  const total = rounds.reduce((sum, { samples }) => sum + samples.length, 0);
  const values = new Float64Array(total);
  const clusters = new Uint32Array(total);
  let next = 0;
  for (const round of rounds) {
    for (const [i, verdict] of detailsOf(round).entries()) {
      values[next] = numberIn(verdict, source.column) as number;
      clusters[next] = (round.samples[i] as Round['samples'][number]).index;
      next += 1;
    }
  }
  const bounded = isShare(source) && values.every((value) => value >= 0 && value <= 1);
  return meanStatistics({ values, clusters, scale: source.scale, bounded, asked });
}

function isSame(one: MeanSource | undefined, other: MeanSource): boolean {
  return one?.column === other.column && one.scale === other.scale;
}
