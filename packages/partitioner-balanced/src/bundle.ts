import type { Ladder } from './ladder.ts';
import { type Slice, secondsOf, type Work } from './work.ts';

/** Small datasets, uncut: the longest first, several to a task while the task stays small. */
export function bundle(datasets: readonly Work[], { largest, smallest }: Ladder): Slice[][] {
  const most = Math.max(largest / 2, smallest);
  const bundles: Slice[][] = [];
  let current: Slice[] = [];
  let seconds = 0;
  for (const work of datasets.toSorted((a, b) => b.seconds - a.seconds)) {
    if (current.length > 0 && seconds + work.seconds > most) {
      bundles.push(current);
      [current, seconds] = [[], 0];
    }
    const slice = { work, from: work.from, to: work.samples };
    current.push(slice);
    seconds += secondsOf(slice);
  }
  return current.length > 0 ? [...bundles, current] : bundles;
}
