/** How long slices are meant to be, in seconds. */
export interface Ladder {
  /** While there is much left to do. */
  readonly largest: number;
  /** At the very end. */
  readonly smallest: number;
  /** With so much left to cut for all workers together. */
  stepAt(left: number): number;
}

/** A slice is no more than what is left, divided by so much times the workers: whoever takes it late still ends in time. */
const STEPS = 2.5;

/** Share of a worker's time below which slices balance nothing that could be measured. */
const FINEST = 1 / 200;

/**
 * Guided self-scheduling (Polychronopoulos and Kuck, IEEE Trans. Comput. C-36, 1987) with a ceiling, of which a wrong
 * estimate can make no slice longer than a part of a worker's time. Six tenths of a worker's tasks are that long, were
 * all of them so: 12 of 20. A single worker needs no small ones: it ends with itself.
 */
export function ladderOf(
  totalSeconds: number,
  workers: number,
  { tasks_per_worker, min_task_seconds }: { readonly tasks_per_worker: number; readonly min_task_seconds: number },
): Ladder {
  const share = totalSeconds / workers;
  const smallest = Math.max(share * FINEST, Math.min(min_task_seconds, share));
  const largest = Math.max(share / (0.6 * tasks_per_worker), smallest);
  const isAlone = workers === 1;
  return {
    largest,
    smallest,
    stepAt: (left) => (isAlone ? largest : Math.max(smallest, Math.min(largest, left / (STEPS * workers)))),
  };
}
