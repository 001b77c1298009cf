const WINDOW_MS = 30_000;
const BUCKET_MS = 1000;

/** Samples per second over the last half minute. */
export class Rate {
  #buckets: { start: number; count: number }[] = [];

  add(time: number, count: number): void {
    const last = this.#buckets.at(-1);
    if (last && time - last.start < BUCKET_MS) last.count += count;
    else this.#buckets.push({ start: time, count });
  }

  /** undefined until there is something to go by. */
  perSecond(now: number): number | undefined {
    this.#buckets = this.#buckets.filter(({ start }) => now - start < WINDOW_MS);
    const [first] = this.#buckets;
    if (first === undefined || now - first.start < BUCKET_MS) return undefined;
    return this.#buckets.reduce((sum, { count }) => sum + count, 0) / ((now - first.start) / 1000);
  }
}
