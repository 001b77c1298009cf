import type { Range } from './partitioner.ts';

/** How many samples the ranges hold. */
export function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + range.end - range.start, 0);
}

/**
 * The samples from the `from`-th to before the `to`-th of the given ranges, counted through their gaps:
 * `sliceRanges([[0,10),[20,30)], 5, 15)` is `[[5,10),[20,25)]`. A `to` beyond the end is the end.
 */
export function sliceRanges(ranges: readonly Range[], from: number, to: number): Range[] {
  const slices: Range[] = [];
  let passed = 0;
  for (const { start, end } of ranges) {
    const first = Math.max(start, start + from - passed);
    const last = Math.min(end, start + to - passed);
    if (first < last) slices.push({ start: first, end: last });
    passed += end - start;
    if (passed >= to) break;
  }
  return slices;
}

/** What is left of [0, size) without the given ranges, which may overlap, reach beyond the end and come in any order. */
export function subtractRanges(size: number, covered: readonly Range[]): Range[] {
  const left: Range[] = [];
  let position = 0;
  for (const { start, end } of covered.toSorted((a, b) => a.start - b.start)) {
    if (start >= end) continue;
    if (start >= size) break;
    if (start > position) left.push({ start: position, end: start });
    position = Math.max(position, end);
  }
  if (position < size) left.push({ start: position, end: size });
  return left;
}
