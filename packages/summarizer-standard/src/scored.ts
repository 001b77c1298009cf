import type { PairStatistics } from 'oc-sdk';
import type { Note } from './notes.ts';

/** A number of the table, or why there is none. */
export type Value = Known | { readonly reason: string };

export interface Known {
  readonly number: number;
  readonly samples?: number;
  /** Why it is not the number of the whole dataset; none: it is. */
  readonly notes?: readonly Note[];
  readonly statistics?: PairStatistics;
}

/** What rows are made from: a dataset or a group. */
export interface Scored {
  readonly name: string;
  readonly version: string;
  readonly mode: string;
  /** Metric to one value per column; the first metric is the main one. Empty where no column has a result. */
  readonly values: ReadonlyMap<string, readonly Value[]>;
  /** Metrics that have a row when nobody names any. */
  readonly listed: readonly string[];
  /** One per column: why there is no result, for when there is no metric at all. */
  readonly absent: readonly Value[];
  /** Those whose samples its values are made from. */
  readonly datasets: readonly string[];
}

/** The main metric; undefined where no column has a result. */
export function mainMetricOf({ values }: Scored): string | undefined {
  return values.keys().next().value;
}

/** One value per column of a metric, the main one if none is named. */
export function valuesOf(scored: Scored, metric: string | undefined): readonly Value[] {
  const wanted = metric ?? mainMetricOf(scored);
  if (wanted === undefined || scored.values.size === 0) return scored.absent;
  const reason = `no metric "${wanted}"; there is ${[...scored.values.keys()].join(', ')}`;
  return scored.values.get(wanted) ?? scored.absent.map(() => ({ reason }));
}
