/** Failures without an answer in between, after which nothing is sent to an endpoint for a while. */
const FAILURES = 5;
const FIRST_REST_MS = 5000;
const LONGEST_REST_MS = 120_000;

/**
 * Whether an endpoint is to be asked. After five failures in a row it rests for 5 s; then one request tries it, and
 * either it is back, or it rests for twice as long, up to two minutes. Times are milliseconds since 1970.
 */
export class Health {
  #failures = 0;
  #restMs = 0;
  #restsUntil: number | undefined;
  #onTrial = false;

  /** Whether a request may be sent: the endpoint is well, or it is time to try it. */
  admits(now: number): boolean {
    return this.#restsUntil === undefined || (now >= this.#restsUntil && !this.#onTrial);
  }

  /** A request is sent. */
  begin(now: number): void {
    if (this.#restsUntil !== undefined && now >= this.#restsUntil) this.#onTrial = true;
  }

  /** The endpoint answered. Returns whether it is back. */
  succeeded(): boolean {
    const wasResting = this.#restsUntil !== undefined;
    this.#failures = 0;
    this.#restMs = 0;
    this.#restsUntil = undefined;
    this.#onTrial = false;
    return wasResting;
  }

  /** The endpoint failed. Returns for how many milliseconds it rests from now on, if this begins a rest. */
  failed(now: number): number | undefined {
    this.#failures += 1;
    // What was sent before a rest and fails during it is no news.
    const isNews = this.#restsUntil === undefined ? this.#failures >= FAILURES : now >= this.#restsUntil;
    if (!isNews) return undefined;
    this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2 || FIRST_REST_MS);
    this.#restsUntil = now + this.#restMs;
    this.#onTrial = false;
    return this.#restMs;
  }

  /** A request was broken off: nothing was learnt. */
  abandoned(): void {
    this.#onTrial = false;
  }
}
