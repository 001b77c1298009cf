/**
 * Does `work` for every item, at most `limit` at a time, and yields what comes out as it comes; undefined is dropped.
 * The first rejection ends it; the others go on until they notice the signal that the caller gave them.
 */
export async function* inFlight<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result | undefined>,
): AsyncGenerator<Result> {
  const running = new Map<number, Promise<{ key: number; result: Result | undefined }>>();
  for (const [key, item] of items.entries()) {
    running.set(
      key,
      work(item).then((result) => ({ key, result })),
    );
    if (running.size === limit) yield* first(running);
  }
  while (running.size > 0) yield* first(running);
}

async function* first<Result>(
  running: Map<number, Promise<{ key: number; result: Result | undefined }>>,
): AsyncGenerator<Result> {
  const { key, result } = await Promise.race(running.values());
  running.delete(key);
  if (result !== undefined) yield result;
}
