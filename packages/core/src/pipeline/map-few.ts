import PQueue from 'p-queue';

/** A suite has hundreds of datasets, and a process may be allowed no more than 256 open files. */
const AT_ONCE = 32;

/** Does something with every item, a few at a time: each may hold files open. Results are in the order of the items. */
export async function mapFew<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  return await Promise.all(items.map((item) => queue.add(() => work(item))));
}
