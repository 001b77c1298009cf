import type { Ladder } from './ladder.ts';
import { type Slice, secondsOf, type Work } from './work.ts';

/** Of the largest slice: how long a probe is, and how much a dataset takes for which one is worth having. */
const LENGTH = 1 / 10;
const WORTH = 1 / 4;

/**
 * A short slice of every dataset of some size, to be asked before everything else. What its samples really take is known
 * then, and not only when the dataset's turn comes: soon enough to share the workers of a run by what is true.
 */
export function probes(datasets: readonly Work[], { largest, smallest }: Ladder): Slice[] {
  return datasets.flatMap((work) => {
    const samples = Math.max(1, Math.round(Math.max(LENGTH * largest, smallest) / work.perSample));
    const isWorth = work.seconds >= WORTH * largest && samples <= work.samples / 2;
    return isWorth ? [{ work, from: 0, to: samples }] : [];
  });
}

/** A dataset without its probe. */
export function behind(work: Work, probe: Slice | undefined): Work {
  if (probe === undefined) return work;
  return { ...work, from: probe.to, seconds: work.seconds - secondsOf(probe) };
}
