import type { Slots, SlotWish } from '../slots.ts';

/** A call that is out, and what came of it. */
interface Ended<Result> {
  readonly key: symbol;
  readonly results: readonly Result[];
}

/**
 * Calls for every item, as many together as there are slots: one after the other while others want them too. Results
 * come as they do. The first failure ends it; calls that are out go on by themselves.
 *
 * @param next the item to call for; undefined: no more
 */
export async function* bySlots<Item, Result>(
  next: () => Item | undefined,
  call: (item: Item) => Promise<readonly Result[]>,
  slots: Slots,
): AsyncGenerator<Result> {
  const running = new Map<symbol, Promise<Ended<Result>>>();
  let wish: SlotWish | undefined = slots.ask(true);
  const start = (): boolean => {
    const item = next();
    if (item === undefined) slots.give();
    else {
      const key = Symbol('call');
      const done = call(item).finally(() => slots.give());
      running.set(
        key,
        done.then((results) => ({ key, results })),
      );
    }
    return item !== undefined;
  };
  try {
    while (wish !== undefined || running.size > 0) {
      if (running.size === 0) wish?.hurry();
      const granted = wish === undefined ? [] : [wish.granted];
      const ended: Ended<Result> | undefined = await Promise.race([...granted, ...running.values()]);
      if (ended === undefined) wish = start() ? slots.ask(false) : undefined;
      else {
        running.delete(ended.key);
        yield* ended.results;
      }
    }
  } finally {
    wish?.cancel();
  }
}
