/** How long slices are meant to be, in seconds. */
export interface Ladder {
  /** While there is much left to do. */
  readonly largest: number;
  /** At the very end. */
  readonly smallest: number;
  /** With so much left to cut for all workers together. */
  stepAt(left: number): number;
}

/** Share of a large dataset that is kept for the end, in small slices. */
export const TAIL = 0.2;

/** A slice of the tail is what is left, divided by so much times the workers: whoever takes it late still ends in time. */
const STEPS = 2.5;

/** Share of a worker's time below which slices balance nothing that could be measured. */
const FINEST = 1 / 200;

/**
 * Guided self-scheduling (Polychronopoulos and Kuck, IEEE Trans. Comput. C-36, 1987) with a ceiling: a body of even
 * slices, of which a wrong estimate can make none longer than a part of a worker's time, and a tail of slices in
 * proportion to what is left. Six tenths of a worker's tasks are of the body: 12 of 20.
 */
export function ladderOf(
  totalSeconds: number,
  workers: number,
  { tasks_per_worker, min_task_seconds }: { readonly tasks_per_worker: number; readonly min_task_seconds: number },
): Ladder {
  const share = totalSeconds / workers;
  const smallest = Math.max(share * FINEST, Math.min(min_task_seconds, share));
  const largest = Math.max(share / (0.6 * tasks_per_worker), smallest);
  return {
    largest,
    smallest,
    stepAt: (left) => Math.max(smallest, Math.min(largest / 2, left / (STEPS * workers))),
  };
}
