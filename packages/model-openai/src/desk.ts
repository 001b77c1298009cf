import type { Ending } from './adaptive-limit.ts';
import type { LocalLimiter } from './limiter.ts';

/** One process's dealings with a limiter that several share: what it waits for, and how many places it holds. */
export class Desk {
  readonly #limiter: LocalLimiter;
  readonly #granted: (id: number) => void;
  readonly #waiting = new Map<number, () => void>();
  #held = 0;

  /** @param granted called when there is a place for who asked under this id */
  constructor(limiter: LocalLimiter, granted: (id: number) => void) {
    this.#limiter = limiter;
    this.#granted = granted;
  }

  /** Places that the process holds from another limiter. */
  adopt(places: number): void {
    this.#held += places;
    this.#limiter.adopt(places);
  }

  ask(id: number): void {
    const withdraw = this.#limiter.ask(() => {
      this.#waiting.delete(id);
      this.#held += 1;
      this.#granted(id);
    });
    this.#waiting.set(id, withdraw);
  }

  /** Who is granted a place by now had not heard of it, and gives it back. */
  withdraw(id: number): void {
    const withdraw = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (withdraw) withdraw();
    else this.give('unused');
  }

  give(ending: Ending): void {
    this.#held -= 1;
    this.#limiter.give(ending);
  }

  pause(ms: number): void {
    this.#limiter.pause(ms);
  }

  /** The process waits no more. */
  leave(): void {
    for (const withdraw of this.#waiting.values()) withdraw();
    this.#waiting.clear();
  }

  /** The process is gone, with its requests. */
  giveAll(): void {
    while (this.#held > 0) this.give('unused');
  }
}
