/** Gathers what comes within a while, from the first on, and hands it on together. */
export class Gather<Item> {
  readonly #milliseconds: number;
  readonly #handOn: (items: readonly Item[]) => void;
  #items: Item[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, handOn: (items: readonly Item[]) => void) {
    this.#milliseconds = milliseconds;
    this.#handOn = handOn;
  }

  add(items: readonly Item[]): void {
    this.#items.push(...items);
    this.#timer ??= setTimeout(() => this.flush(), this.#milliseconds);
  }

  /** Waits no longer. */
  flush(): void {
    const items = this.#items;
    this.drop();
    if (items.length > 0) this.#handOn(items);
  }

  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#items = [];
  }
}
