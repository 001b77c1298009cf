import type { Clock } from './clock.ts';
import { createGate, type Gate } from './gate.ts';
import { onAbort } from './on-abort.ts';

/** Places for requests at one endpoint, given in the order in which they are asked for. */
export class Limiter {
  readonly #limit: number;
  readonly #gate: Gate;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  /**
   * @param limit requests in flight at most
   * @param perSecond requests a second at most, evenly spaced
   */
  constructor(limit: number, perSecond: number | undefined, clock: Clock) {
    this.#limit = limit;
    this.#gate = createGate(perSecond, clock);
  }

  get limit(): number {
    return this.#limit;
  }

  /** Resolves when a request may be sent. False: the signal was aborted first, and there is no place to give back. */
  async take(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || !(await this.#place(signal))) return false;
    await this.#gate.pass(signal);
    if (signal.aborted) this.give();
    return !signal.aborted;
  }

  give(): void {
    this.#taken -= 1;
    this.#grant();
  }

  /** Nothing is sent in the next `ms` milliseconds. */
  pause(ms: number): void {
    this.#gate.pause(ms);
  }

  #place(signal: AbortSignal): boolean | Promise<boolean> {
    if (this.#taken < this.#limit) {
      this.#taken += 1;
      return true;
    }
    return new Promise((resolve) => {
      const granted = () => end(true);
      const forget = onAbort(signal, () => end(false));
      const end = (isGranted: boolean) => {
        this.#waiting.delete(granted);
        forget();
        resolve(isGranted);
      };
      this.#waiting.add(granted);
    });
  }

  #grant(): void {
    for (const granted of this.#waiting) {
      if (this.#taken >= this.#limit) return;
      this.#taken += 1;
      granted();
    }
  }
}
