import { type Ladder, TAIL } from './ladder.ts';
import { type Slice, secondsOf, type Work } from './work.ts';

/** A dataset less its tail, in even slices. */
export function sliceBody(work: Work, { largest }: Ladder): Slice[][] {
  const size = bodyOf(work);
  const most = Math.max(1, Math.floor(largest / work.perSample));
  const step = Math.ceil(size / Math.ceil(size / most));
  const slices: Slice[][] = [];
  for (let from = 0; from < size; from += step) slices.push([{ work, from, to: Math.min(from + step, size) }]);
  return slices;
}

/** The tails of all datasets: every slice comes from the one with most left, so that all of them last to the end. */
export function sliceTails(datasets: readonly Work[], ladder: Ladder): Slice[][] {
  const tails = datasets.map(tailOf).filter(({ from, to }) => from < to);
  const slices: Slice[][] = [];
  let left = tails.reduce((sum, tail) => sum + secondsOf(tail), 0);
  while (tails.length > 0) {
    const at = longestOf(tails);
    const { work, from, to } = tails[at] as Slice;
    const samples = Math.max(1, Math.round(ladder.stepAt(left) / work.perSample));
    const slice = { work, from, to: Math.min(from + samples, to) };
    slices.push([slice]);
    left -= secondsOf(slice);
    if (slice.to < to) tails[at] = { work, from: slice.to, to };
    else tails.splice(at, 1);
  }
  return slices;
}

function tailOf(work: Work): Slice {
  return { work, from: bodyOf(work), to: work.samples };
}

/** Samples of the body: at least one, and all of them where the tail would have none. */
function bodyOf({ samples }: Work): number {
  return Math.max(1, Math.floor(samples * (1 - TAIL)));
}

function longestOf(tails: readonly Slice[]): number {
  let longest = 0;
  for (let at = 1; at < tails.length; at += 1)
    if (secondsOf(tails[at] as Slice) > secondsOf(tails[longest] as Slice)) longest = at;
  return longest;
}
