import type { PairStatistics } from 'oc-sdk';

export interface Measured {
  /** One per scored sample, in [0, 1] where `bounded`. */
  readonly values: Float64Array;
  /** Per value, which sample it belongs to: answers to the same one are not independent. */
  readonly clusters: Uint32Array;
  /** The metric is the mean times this: 100 for percent. */
  readonly scale: number;
  /** No value can be below 0 or above 1. */
  readonly bounded: boolean;
  /** Values that there would be if nothing had failed. */
  readonly asked: number;
}

/** Two-sided 95 percent quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Standard error of a mean, its 95 percent interval, and its bounds.
 *
 * The standard error is that of Miller, "Adding Error Bars to Evals" (arXiv:2411.00640), clustered by sample, with the
 * correction G/(G-1) for G clusters: SE² = G/(G-1) · Σ_clusters (Σ_in it (x - mean))² / N². With one answer to each
 * sample that is the sample standard deviation divided by √N.
 *
 * The interval is mean ± 1.96 SE. Where all values are 0 or 1 it is Wilson's score interval (J. Am. Stat. Assoc. 22,
 * 1927), which does not claim certainty when all are right, with the effective number of samples for N: N divided by
 * the design effect (Korn and Graubard, Surv. Methodol. 24, 1998).
 */
export function meanStatistics(measured: Measured): PairStatistics {
  const { values, scale, bounded, asked } = measured;
  const sum = values.reduce((total, value) => total + value, 0);
  const mean = sum / values.length;
  const { clusters, clustered, independent } = variances(measured, mean);
  const error = clusters > 1 ? Math.sqrt(clustered) : undefined;
  const isBinary = bounded && values.every((value) => value === 0 || value === 1);
  const interval = isBinary
    ? wilson(mean, effective(values.length, clusters, clustered, independent))
    : error === undefined
      ? undefined
      : ([mean - Z * error, mean + Z * error] as const);
  const clip = (value: number) => (bounded ? Math.min(Math.max(value, 0), 1) : value);
  const lacking = Math.max(0, asked - values.length);
  return {
    ...(error === undefined ? {} : { standard_error: scale * error }),
    ...(interval === undefined ? {} : { interval: [scale * clip(interval[0]), scale * clip(interval[1])] }),
    ...(bounded && asked > 0
      ? { bounds: [(scale * sum) / (values.length + lacking), (scale * (sum + lacking)) / (values.length + lacking)] }
      : {}),
  };
}

/** Variance of the mean with and without regard to clusters. */
function variances(
  { values, clusters }: Measured,
  mean: number,
): { clusters: number; clustered: number; independent: number } {
  const sums = new Map<number, number>();
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const distance = (values[i] as number) - mean;
    const cluster = clusters[i] as number;
    sums.set(cluster, (sums.get(cluster) ?? 0) + distance);
    squares += distance ** 2;
  }
  let clustered = 0;
  for (const sum of sums.values()) clustered += sum ** 2;
  const scaled = (total: number, count: number) => (count / Math.max(1, count - 1)) * (total / values.length ** 2);
  return {
    clusters: sums.size,
    clustered: scaled(clustered, sums.size),
    independent: scaled(squares, values.length),
  };
}

/** How many independent values would be as sure: at least the clusters, at most the values. */
function effective(values: number, clusters: number, clustered: number, independent: number): number {
  if (clusters === values) return values;
  if (independent === 0) return clusters;
  return clustered === 0 ? values : Math.min(values, Math.max(clusters, (values * independent) / clustered));
}

function wilson(p: number, n: number): [number, number] {
  const z2 = Z ** 2 / n;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (Z / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  return [centre - half, centre + half];
}
