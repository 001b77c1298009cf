import { DEFAULT_BATCH_SIZE } from 'oc-plugin-host';
import type { FedSample } from './feed.ts';

const BATCHES_IN_A_WINDOW = 8;

/**
 * Groups samples for a model that takes arrays: several batches of one task, so that it can sort them by length; or,
 * where tasks are small, as many tasks as fill one batch, of whichever datasets: a few samples left over of one never
 * cost a batch. All samples of a window want the same of the model. A task that is tried again has windows of its own.
 */
export async function* windows(samples: AsyncIterable<FedSample>): AsyncGenerator<FedSample[]> {
  let window: FedSample[] = [];
  for await (const sample of samples) {
    if (window.length > 0 && isFull(window, sample)) {
      yield window;
      window = [];
    }
    window.push(sample);
  }
  if (window.length > 0) yield window;
}

/** Makes the next `count` items while the last one is in use. */
export async function* ahead<Item>(items: AsyncGenerator<Item>, count: number): AsyncGenerator<Item> {
  const coming: Promise<IteratorResult<Item>>[] = [];
  const request = (): void => {
    const next = items.next();
    // It is awaited in its turn; a failure meanwhile must not count as unhandled.
    next.catch(() => {});
    coming.push(next);
  };
  for (let i = 0; i < count; i += 1) request();
  try {
    for (let result = await coming.shift(); result && !result.done; result = await coming.shift()) {
      request();
      yield result.value;
    }
  } finally {
    await items.return(undefined);
  }
}

export function isRetried(window: readonly FedSample[]): boolean {
  return window.some(({ progress }) => progress.attempt > 0);
}

/** Where a window holds more than one task, or would, it ends with its last full batch. */
function isFull(window: readonly FedSample[], next: FedSample): boolean {
  const [first] = window as [FedSample];
  const batch = batchOf(first);
  if (next.dataset.inferencer.kind !== first.dataset.inferencer.kind || batchOf(next) !== batch) return true;
  if (window.length >= batch * BATCHES_IN_A_WINDOW) return true;
  const isOneTask = next.progress === first.progress;
  return !isOneTask && (window.length % batch === 0 || isRetried([next, first]));
}

function batchOf({ dataset: { inferencer } }: FedSample): number {
  return inferencer.batchSize ?? DEFAULT_BATCH_SIZE;
}
