import type { PairStatistics } from 'oc-sdk';

/** Of what kind the values are. */
export interface Scale {
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
 * A mean of values that come one by one, and how sure it is. Values of the same cluster come one after another: answers
 * to the same sample are not independent.
 *
 * Sums are kept of the distances to the first value, so that values far from 0 lose no digits.
 */
export class RunningMean {
  count = 0;
  sum = 0;
  /** Whether all values are shares; whether each is 0 or 1. */
  isShare = true;
  isBinary = true;
  #pivot: number | undefined;
  #squares = 0;
  #clusters = 0;
  /** Over clusters, of the distances in it (s) and their number (m): the sums of s, s², s·m and m². */
  #s = 0;
  #ss = 0;
  #sm = 0;
  #mm = 0;
  /** The cluster that is not closed yet. */
  #own = 0;
  #size = 0;

  add(value: number): void {
    this.#pivot ??= value;
    const distance = value - this.#pivot;
    this.count += 1;
    this.sum += value;
    this.#squares += distance ** 2;
    this.#own += distance;
    this.#size += 1;
    if (value !== 0 && value !== 1) this.isBinary = false;
    if (!(value >= 0 && value <= 1)) this.isShare = false;
  }

  /** What comes next belongs to another sample. */
  endCluster(): void {
    if (this.#size === 0) return;
    this.#clusters += 1;
    this.#s += this.#own;
    this.#ss += this.#own ** 2;
    this.#sm += this.#own * this.#size;
    this.#mm += this.#size ** 2;
    this.#own = 0;
    this.#size = 0;
  }

  get mean(): number {
    return this.sum / this.count;
  }

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
  statistics({ scale, bounded, asked }: Scale): PairStatistics {
    this.endCluster();
    const { clustered, independent } = this.#variances();
    const error = this.#clusters > 1 ? Math.sqrt(clustered) : undefined;
    const interval =
      bounded && this.isBinary
        ? wilson(this.mean, effective(this.count, this.#clusters, clustered, independent))
        : error === undefined
          ? undefined
          : ([this.mean - Z * error, this.mean + Z * error] as const);
    const clip = (value: number) => (bounded ? Math.min(Math.max(value, 0), 1) : value);
    const all = Math.max(this.count, asked);
    return {
      ...(error === undefined ? {} : { standard_error: scale * error }),
      ...(interval === undefined ? {} : { interval: [scale * clip(interval[0]), scale * clip(interval[1])] }),
      ...(bounded && asked > 0
        ? { bounds: [(scale * this.sum) / all, (scale * (this.sum + all - this.count)) / all] }
        : {}),
    };
  }

  /** Of the mean, with and without regard to clusters. */
  #variances(): { clustered: number; independent: number } {
    const mean = this.#s / this.count;
    const clustered = this.#ss - 2 * mean * this.#sm + mean ** 2 * this.#mm;
    const independent = this.#squares - this.count * mean ** 2;
    const scaled = (total: number, count: number) =>
      (count / Math.max(1, count - 1)) * (Math.max(0, total) / this.count ** 2);
    return { clustered: scaled(clustered, this.#clusters), independent: scaled(independent, this.count) };
  }
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
