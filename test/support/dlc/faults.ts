export type Operation = 'create' | 'get' | 'list' | 'stop' | 'logs' | 'events';

export type FaultKind =
  /** `Throttling.User` with status 400, as some services have it, or 429, with a time to wait. */
  | 'throttled-400'
  | 'throttled-429'
  | 'unavailable'
  /** The connection breaks before, or after, the service has done what it was asked. */
  | 'reset-before'
  | 'reset-after'
  /** It is done, and no answer ever comes. */
  | 'hang'
  | 'not-found'
  | 'expired'
  /** Of the command line alone. */
  | 'garbage'
  | 'empty'
  | 'exit-1'
  /** A first line, colours, and a table or an object inside the echo. */
  | 'noise'
  | 'partial';

interface Planned {
  readonly on: Operation;
  readonly kind: FaultKind;
  times: number;
}

/** Faults to come, in order; and a share of all calls that fail in turn. */
export class Faults {
  readonly #planned: Planned[] = [];
  #share = 0;
  #kinds: readonly FaultKind[] = [];
  #calls = 0;
  #injected = 0;

  /** The next so many calls of an operation go wrong. */
  add(on: Operation, kind: FaultKind, times = 1): void {
    this.#planned.push({ on, kind, times });
  }

  /** Of all calls, evenly spread: 0.2 is every fifth. */
  spread(share: number, kinds: readonly FaultKind[]): void {
    this.#share = share;
    this.#kinds = kinds;
  }

  /** What was planned does not come any more. */
  clear(): void {
    this.#planned.length = 0;
  }

  get injected(): number {
    return this.#injected;
  }

  next(on: Operation): FaultKind | undefined {
    const planned = this.#planned.find((each) => each.on === on && each.times > 0);
    if (planned) {
      planned.times -= 1;
      this.#injected += 1;
      return planned.kind;
    }
    this.#calls += 1;
    if (this.#share === 0 || Math.floor(this.#calls * this.#share) === Math.floor((this.#calls - 1) * this.#share)) {
      return undefined;
    }
    this.#injected += 1;
    return this.#kinds[this.#injected % this.#kinds.length];
  }
}
