import { AdaptiveLimit, type Ending } from './adaptive-limit.ts';
import type { Clock } from './clock.ts';
import { createGate, type Gate } from './gate.ts';

/** What an endpoint may be given. */
export interface Limits {
  /** Requests in flight, to begin with. */
  readonly concurrency: number;
  /** Requests in flight at most. */
  readonly maxConcurrency: number;
  /** Requests a second at most, evenly spaced. */
  readonly perSecond: number | undefined;
}

/** Places for requests at one endpoint, given in the order in which they are asked for. */
export interface Limiter {
  /** Requests that may be in flight now. */
  readonly limit: number;
  /**
   * Asks for a place: `granted` is called, later, when a request may be sent. Returns how to withdraw, which gives the
   * place back if there is one by now.
   */
  ask(granted: () => void): () => void;
  /** Gives a place back. */
  give(ending: Ending): void;
  /** Nothing is sent in the next `ms` milliseconds. */
  pause(ms: number): void;
  /** May be called twice. */
  close(): void;
}

interface Wish {
  granted(): void;
  /** Ends the wait at the gate. */
  readonly withdrawn: AbortController;
}

/** The limiter of one process. */
export class LocalLimiter implements Limiter {
  readonly #limit: AdaptiveLimit;
  readonly #gate: Gate;
  readonly #clock: Clock;
  readonly #waiting = new Set<Wish>();
  #taken = 0;
  #settles = false;

  constructor({ concurrency, maxConcurrency, perSecond }: Limits, clock: Clock) {
    this.#limit = new AdaptiveLimit(concurrency, maxConcurrency);
    this.#gate = createGate(perSecond, clock);
    this.#clock = clock;
  }

  get limit(): number {
    return this.#limit.limit;
  }

  ask(granted: () => void): () => void {
    const wish: Wish = { granted, withdrawn: new AbortController() };
    this.#waiting.add(wish);
    this.#grant();
    return () => {
      wish.withdrawn.abort();
      if (!this.#waiting.delete(wish)) this.give('unused');
    };
  }

  give(ending: Ending): void {
    this.#limit.note(ending, this.#taken, this.#clock.now());
    this.#taken -= 1;
    this.#grant();
  }

  pause(ms: number): void {
    this.#gate.pause(ms);
  }

  /** Places that were given by another limiter before this one are taken here. */
  adopt(places: number): void {
    this.#taken += places;
  }

  /** Gives no place in the next `ms` milliseconds. */
  async settle(ms: number): Promise<void> {
    this.#settles = true;
    await this.#clock.sleep(ms, new AbortController().signal);
    this.#settles = false;
    this.#grant();
  }

  close(): void {}

  #grant(): void {
    for (const wish of this.#waiting) {
      if (this.#settles || this.#taken >= this.limit) return;
      this.#waiting.delete(wish);
      this.#taken += 1;
      void this.#enter(wish);
    }
  }

  async #enter({ granted, withdrawn }: Wish): Promise<void> {
    await this.#gate.pass(withdrawn.signal);
    if (!withdrawn.signal.aborted) granted();
  }
}
