import type { Timing } from '../settings.ts';

/** Collects what comes within a short time of one another and hands it on together. */
export class Gatherer<Item> {
  readonly #timing: Pick<Timing, 'gatherMs' | 'sleep'>;
  readonly #handOn: (items: readonly Item[]) => void;
  #items: Item[] = [];
  #waiting = false;

  constructor(timing: Pick<Timing, 'gatherMs' | 'sleep'>, handOn: (items: readonly Item[]) => void) {
    this.#timing = timing;
    this.#handOn = handOn;
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#waiting) return;
    this.#waiting = true;
    void this.#wait();
  }

  /** Until nothing more comes, and no longer than ten times that. */
  async #wait(): Promise<void> {
    for (let round = 0, seen = 0; round < 10 && seen < this.#items.length; round += 1) {
      seen = this.#items.length;
      await this.#timing.sleep(this.#timing.gatherMs);
    }
    const items = this.#items;
    this.#items = [];
    this.#waiting = false;
    this.#handOn(items);
  }
}
