import type { Part } from 'oc-sdk';

interface Observed {
  samples: number;
  seconds: number;
}

/**
 * What some datasets turn out to take, against their measurements in earlier runs, says no more than this of the others:
 * one of them may be wrong beyond measure.
 */
const MOST_CORRECTION = 10;

/**
 * Seconds per sample of one model's datasets: what was observed, else the estimate, corrected by what the estimates of
 * the others turned out to be worth.
 */
export class Speeds {
  readonly #estimates: ReadonlyMap<string, number>;
  readonly #trusted: boolean;
  readonly #observed = new Map<string, Observed>();
  #actual = 0;
  #estimated = 0;

  /**
   * @param estimates dataset to seconds per sample
   * @param trusted they come from measurements: seconds, not only ratios
   */
  constructor(estimates: ReadonlyMap<string, number>, trusted = true) {
    this.#estimates = estimates;
    this.#trusted = trusted;
  }

  /** Whether what it says are seconds by a clock. */
  get areKnown(): boolean {
    return this.#trusted || this.#actual > 0;
  }

  /** A worker took so long for so many samples. */
  observe(dataset: string, samples: number, seconds: number): void {
    const before = this.#observed.get(dataset) ?? { samples: 0, seconds: 0 };
    this.#observed.set(dataset, { samples: before.samples + samples, seconds: before.seconds + seconds });
    this.#actual += seconds;
    this.#estimated += samples * (this.#estimates.get(dataset) ?? 0);
  }

  /** Undefined: nothing of it was done. */
  observed(dataset: string): Readonly<Observed> | undefined {
    return this.#observed.get(dataset);
  }

  perSample(dataset: string): number {
    const { samples = 0, seconds = 0 } = this.#observed.get(dataset) ?? {};
    if (samples > 0 && seconds > 0) return seconds / samples;
    return (this.#estimates.get(dataset) ?? 0) * this.#correction();
  }

  #correction(): number {
    if (this.#actual === 0 || this.#estimated === 0) return 1;
    const found = this.#actual / this.#estimated;
    return this.#trusted ? Math.min(Math.max(found, 1 / MOST_CORRECTION), MOST_CORRECTION) : found;
  }

  secondsOf(parts: readonly Part[]): number {
    return parts.reduce((sum, { dataset, start, end }) => sum + (end - start) * this.perSample(dataset), 0);
  }
}
