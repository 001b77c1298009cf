import type { Ladder } from './ladder.ts';
import { type Slice, secondsOf, type Work } from './work.ts';

/**
 * Large datasets in slices that get smaller as less is left. One dataset after the other, so that each is complete early
 * and scored while others are asked; those with the shortest samples last, since they can be cut most finely.
 */
export function slices(datasets: readonly Work[], ladder: Ladder): Slice[][] {
  const made: Slice[][] = [];
  let left = datasets.reduce((sum, { seconds }) => sum + seconds, 0);
  for (const work of datasets.toSorted((a, b) => b.perSample - a.perSample)) {
    for (let { from } = work; from < work.samples; ) {
      const samples = Math.max(1, Math.round(ladder.stepAt(left) / work.perSample));
      // What would be less than half a slice stays with the last one.
      const to = work.samples - from < 1.5 * samples ? work.samples : from + samples;
      const slice = { work, from, to };
      made.push([slice]);
      left -= secondsOf(slice);
      from = to;
    }
  }
  return made;
}
