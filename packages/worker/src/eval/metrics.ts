import type { Repeats } from 'oc-plugin-host';
import type { Compat, PairStatistics } from 'oc-sdk';
import { isShare, type MeanSource, meanSource } from './mean-source.ts';
import type { VerdictColumns } from './verdict-columns.ts';

/** A number of a result, and how sure it is where it is a mean over samples. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly statistics?: PairStatistics;
}

/** The evaluator's metrics of one replica. */
export interface ReplicaMetrics {
  readonly replica: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * The evaluator's metrics, each the mean over all replicas: with more than one it is called
 * `accuracy (4 runs average)`, as in OpenCompass. OpenCompass takes the last replica alone where an evaluator gives no
 * details: so do we for its `compat`.
 *
 * @param columns - what the verdicts say; undefined where the evaluator gives none
 * @param asked - samples that were to be answered, all replicas together
 */
export function metricsOf(
  replicas: readonly ReplicaMetrics[],
  columns: VerdictColumns | undefined,
  { n }: Repeats,
  asked: number,
  compat: Compat | undefined,
): Metric[] {
  const [first] = replicas as readonly [ReplicaMetrics];
  if (compat === 'opencompass' && n > 1 && columns === undefined) {
    const last = (replicas.at(-1) as ReplicaMetrics).metrics;
    return Object.entries(last).map(([name, value]) => ({ name, value }));
  }
  return Object.keys(first.metrics).map((name) => {
    const counted = replicas.filter(({ metrics }) => Object.hasOwn(metrics, name));
    const sum = counted.reduce((total, { metrics }) => total + (metrics[name] as number), 0);
    const statistics = columns && statisticsOf(name, counted, columns, asked);
    return {
      name: n > 1 ? `${name} (${n} runs average)` : name,
      value: sum / counted.length,
      ...(statistics === undefined ? {} : { statistics }),
    };
  });
}

/** Where every replica's metric is the mean of the same column. */
function statisticsOf(
  metric: string,
  replicas: readonly ReplicaMetrics[],
  columns: VerdictColumns,
  asked: number,
): PairStatistics | undefined {
  const sources = replicas.map(({ replica, metrics }) =>
    meanSource(metric, metrics[metric] as number, (column) => columns.get(column)?.byReplica[replica]?.mean),
  );
  const [source] = sources;
  if (source === undefined || !sources.every((each) => isSame(each, source))) return undefined;
  const all = columns.get(source.column)?.all;
  return all?.statistics({ scale: source.scale, bounded: isShare(source) && all.isShare, asked });
}

function isSame(one: MeanSource | undefined, other: MeanSource): boolean {
  return one?.column === other.column && one.scale === other.scale;
}
