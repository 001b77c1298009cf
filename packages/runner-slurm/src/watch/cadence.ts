import type { Timing } from '../settings.ts';

const GROWTH = 1.5;
const LONGEST_AFTER_FAILURE_MS = 60_000;

/** A poll may take up at most a twentieth of the controller's time for us. */
const SHARE = 20;

/** When Slurm is to be asked next: soon while things happen, seldom while they do not, and less where it is slow. */
export class Cadence {
  readonly #timing: Timing;
  #interval: number;
  #next = 0;

  constructor(timing: Timing) {
    this.#timing = timing;
    this.#interval = timing.pollMs;
  }

  isDue(): boolean {
    return this.#timing.now() >= this.#next;
  }

  /** Something happened, or is about to. */
  hurry(): void {
    this.#interval = this.#timing.pollMs;
    this.#next = Math.min(this.#next, this.#timing.now() + this.#interval);
  }

  /** Something has been asked of Slurm that it does at once. */
  soon(): void {
    this.#interval = this.#timing.pollMs;
    this.#next = Math.min(this.#next, this.#timing.now() + this.#timing.lookMs);
  }

  answered(elapsedMs: number): void {
    const { now, slowPollMs } = this.#timing;
    this.#next = now() + Math.max(this.#interval, elapsedMs * SHARE);
    this.#interval = Math.min(this.#interval * GROWTH, slowPollMs);
  }

  failed(): void {
    this.#next = this.#timing.now() + this.#interval;
    this.#interval = Math.min(this.#interval * GROWTH, LONGEST_AFTER_FAILURE_MS);
  }
}
