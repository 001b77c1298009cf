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
    if (window.length > 0 && !belongsTo(window, sample)) {
      yield window;
      window = [];
    }
    window.push(sample);
    // At once: to look at the next sample may be to claim a task.
    if (window.length >= batchOf(sample) * BATCHES_IN_A_WINDOW) {
      yield window;
      window = [];
    }
  }
  if (window.length > 0) yield window;
}

export interface Turn {
  readonly window: readonly FedSample[];
  /** To be told how many of its samples have no answer yet. */
  onLeft(count: number): void;
}

/**
 * Makes the next window when no more than a batch of the last one is left: the model does not wait for it, and a task is
 * claimed no sooner than it must be, for others may have nothing to do.
 */
export async function* inTurn(all: AsyncGenerator<FedSample[]>): AsyncGenerator<Turn> {
  let coming = all.next();
  try {
    for (let result = await coming; !result.done; result = await coming) {
      const window = result.value;
      let asked = false;
      const onLeft = (count: number): void => {
        if (asked || count > batchOf(window[0] as FedSample)) return;
        asked = true;
        coming = all.next();
        // It is awaited in its turn; a failure meanwhile must not count as unhandled.
        coming.catch(() => {});
      };
      yield { window, onLeft };
      onLeft(0);
    }
  } finally {
    await all.return(undefined);
  }
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
function belongsTo(window: readonly FedSample[], next: FedSample): boolean {
  const [first] = window as [FedSample];
  const batch = batchOf(first);
  if (next.dataset.inferencer.kind !== first.dataset.inferencer.kind || batchOf(next) !== batch) return false;
  if (next.progress === first.progress) return true;
  return window.length % batch !== 0 && !isRetried([next, first]);
}

/** Samples that are asked of the model at a time. */
export function batchOf({ dataset: { inferencer } }: FedSample): number {
  return inferencer.batchSize ?? DEFAULT_BATCH_SIZE;
}
