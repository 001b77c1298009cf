interface Waiter {
  readonly count: number;
  grant(devices: readonly string[]): void;
}

/**
 * Hands out devices that several holders may share: `slots` of them each. Whoever came first is served first, so that
 * many small jobs cannot keep a large one waiting for ever.
 */
export class SlotPool {
  readonly #slots: number;
  /** Holders of each device; the order is that of the machine. */
  readonly #holders: Map<string, number>;
  #waiters: readonly Waiter[] = [];

  constructor(devices: readonly string[], slots: number) {
    this.#slots = slots;
    this.#holders = new Map(devices.map((device) => [device, 0]));
  }

  /** Resolves with `count` distinct devices, in the machine's order; with undefined if the signal aborts before. */
  take(count: number, signal: AbortSignal): Promise<readonly string[] | undefined> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        count,
        grant: (devices) => {
          signal.removeEventListener('abort', leave);
          resolve(devices);
        },
      };
      const leave = () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(undefined);
        this.#serve();
      };
      if (signal.aborted) return resolve(undefined);
      signal.addEventListener('abort', leave, { once: true });
      this.#waiters = [...this.#waiters, waiter];
      this.#serve();
    });
  }

  giveBack(devices: readonly string[]): void {
    for (const device of devices) this.#holders.set(device, this.#load(device) - 1);
    this.#serve();
  }

  #serve(): void {
    for (const waiter of this.#waiters) {
      const devices = this.#leastLoaded(waiter.count);
      if (devices === undefined) return;
      this.#waiters = this.#waiters.slice(1);
      for (const device of devices) this.#holders.set(device, this.#load(device) + 1);
      waiter.grant(devices);
    }
  }

  #leastLoaded(count: number): readonly string[] | undefined {
    const all = [...this.#holders.keys()];
    // The sort is stable: among equals the lowest index comes first.
    const free = all.filter((device) => this.#load(device) < this.#slots);
    const chosen = free.sort((a, b) => this.#load(a) - this.#load(b)).slice(0, count);
    return chosen.length < count ? undefined : all.filter((device) => chosen.includes(device));
  }

  #load(device: string): number {
    return this.#holders.get(device) ?? 0;
  }
}
