import { setTimeout as realSleep } from 'node:timers/promises';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Longer than a turn of the event loop, so that files are read and calls answered before time goes on. */
const TURN_MS = 1;
/** The most that passes in a turn: whoever is at work and not asleep does not miss hours. */
const STRIDE_MS = 1_000;

/**
 * Time that passes only when a test says so, which waits for one thing at a time. It goes from one sleeper to the next;
 * between two, everything real (files, calls, processes) has a moment of real time. Processes do not know of this clock.
 */
export class ManualClock {
  readonly #sleepers = new Set<Sleeper>();
  #now: number;

  /** @param startMs - an hour ago, so that what is stamped by it is never in the future of the wall clock */
  constructor(startMs = Date.now() - 3_600_000) {
    this.#now = startMs;
  }

  readonly now = (): number => this.#now;

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const sleeper = {
        at: this.#now + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
    });

  /** Lets so much time pass. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    while (this.#now < end) {
      await realSleep(TURN_MS);
      this.#step(end);
    }
    await realSleep(TURN_MS);
  }

  /** Lets time pass until something holds. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      await realSleep(TURN_MS);
      this.#step(Number.POSITIVE_INFINITY);
    }
  }

  /** Lets time pass until a promise is settled, and returns what it resolves to. */
  async settled<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await this.until(() => isSettled);
    return await promise;
  }

  /** To the next sleeper. */
  #step(end: number): void {
    this.#now = Math.min(end, this.#now + STRIDE_MS, ...[...this.#sleepers].map(({ at }) => Math.max(at, this.#now)));
    for (const sleeper of this.#sleepers) if (sleeper.at <= this.#now) sleeper.wake();
  }
}
