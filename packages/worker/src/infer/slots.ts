/** A wish for a slot. */
export interface SlotWish {
  /** Resolves when the slot is there. */
  readonly granted: Promise<undefined>;
  /** From now on it counts as a first one. */
  hurry(): void;
  /** Nobody wants it any more; a slot that has come by now is given back. */
  cancel(): void;
}

interface Wish {
  readonly grant: () => void;
  isFirst: boolean;
  isGranted: boolean;
}

/**
 * How many requests may be out at a time, over all samples. A sample's first request comes before what others want
 * besides theirs: what is to spare goes to those who have more requests ready, in the order of asking.
 */
export class Slots {
  readonly #count: () => number;
  #given = 0;
  readonly #waiting = new Set<Wish>();

  /** @param count how many there are at the time */
  constructor(count: () => number) {
    this.#count = count;
  }

  /** @param isFirst whether the one who asks has no slot yet */
  ask(isFirst: boolean): SlotWish {
    const { promise, resolve } = withResolver();
    const wish: Wish = { grant: resolve, isFirst, isGranted: false };
    this.#waiting.add(wish);
    this.#grantNext();
    return {
      granted: promise,
      hurry: () => {
        wish.isFirst = true;
      },
      cancel: () => {
        if (wish.isGranted) this.give();
        else this.#waiting.delete(wish);
      },
    };
  }

  give(): void {
    this.#given -= 1;
    this.#grantNext();
  }

  #grantNext(): void {
    if (this.#given >= this.#count()) return;
    const all = [...this.#waiting];
    const next = all.find(({ isFirst }) => isFirst) ?? all[0];
    if (next === undefined) return;
    this.#given += 1;
    this.#waiting.delete(next);
    next.isGranted = true;
    next.grant();
  }
}

function withResolver(): { promise: Promise<undefined>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<undefined>((done) => {
    resolve = () => done(undefined);
  });
  return { promise, resolve };
}
