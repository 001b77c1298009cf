/** Keeps as many calls running as `limit` says at the time, across the borders of tasks. The first failure stops the rest. */
export async function inFlight<Item>(
  limit: () => number,
  items: AsyncIterable<Item>,
  call: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let wake = () => {};
  for await (const item of items) {
    const promise: Promise<void> = call(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        running.delete(promise);
        wake();
      });
    running.add(promise);
    if (running.size >= limit()) await new Promise<void>((resolve) => (wake = resolve));
    if (failures.length > 0) break;
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
