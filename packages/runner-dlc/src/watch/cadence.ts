import type { Timing } from '../settings.ts';

const GROWTH = 1.5;

/** When the service is to be asked next: soon while things happen, seldom while they do not. */
export class Cadence {
  readonly #timing: Pick<Timing, 'pollMs' | 'slowPollMs' | 'now'>;
  readonly #random: () => number;
  #interval: number;
  #next = 0;

  constructor(timing: Pick<Timing, 'pollMs' | 'slowPollMs' | 'now'>, random = Math.random) {
    this.#timing = timing;
    this.#random = random;
    this.#interval = timing.pollMs;
    this.#next = timing.now() + timing.pollMs;
  }

  isDue(): boolean {
    return this.#timing.now() >= this.#next;
  }

  /** Something happened, or is about to. */
  hurry(): void {
    this.#interval = this.#timing.pollMs;
    this.#next = Math.min(this.#next, this.#timing.now() + this.#interval);
  }

  /** A question was asked. The next one is never sooner than the shortest interval; many launchers must not fall in step. */
  asked(retryAfterMs = 0): void {
    const jittered = this.#interval * (1 + this.#random() / 5);
    this.#next = this.#timing.now() + Math.max(jittered, retryAfterMs);
    this.#interval = Math.min(this.#interval * GROWTH, Math.max(this.#timing.slowPollMs, this.#timing.pollMs));
  }
}
