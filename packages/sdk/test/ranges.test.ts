import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, type Range, sliceRanges, subtractRanges } from '../src/index.ts';

/** Sorted, disjoint, none empty: what `pending` holds. */
const sortedRanges = fc
  .uniqueArray(fc.nat({ max: 60 }), { maxLength: 14 })
  .map((points) => points.sort((a, b) => a - b))
  .map((points) => rangesBetween(points));

/** In any order, overlapping, empty ones and such beyond the end among them. */
const anyRanges = fc.array(
  fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 20 })).map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 8 },
);

const bound = fc.oneof(fc.nat({ max: 70 }), fc.constant(Infinity));

describe('countOf', () => {
  it('counts the samples', () => {
    expect(countOf([])).toBe(0);
    fc.assert(
      fc.property(sortedRanges, (ranges) => {
        expect(countOf(ranges)).toBe(samplesOf(ranges).length);
      }),
    );
  });
});

describe('sliceRanges', () => {
  it('counts through the gaps', () => {
    const ranges = [
      { start: 0, end: 10 },
      { start: 20, end: 30 },
    ];
    expect(sliceRanges(ranges, 5, 15)).toEqual([
      { start: 5, end: 10 },
      { start: 20, end: 25 },
    ]);
  });

  it('holds the samples that a slice of the list of samples holds', () => {
    fc.assert(
      fc.property(sortedRanges, fc.nat({ max: 70 }), bound, (ranges, from, to) => {
        const slice = sliceRanges(ranges, from, to);
        expect(samplesOf(slice)).toEqual(samplesOf(ranges).slice(from, to));
        expect(slice.every(({ start, end }) => start < end)).toBe(true);
      }),
    );
  });

  it('cuts into pieces that are the whole together', () => {
    fc.assert(
      fc.property(sortedRanges, fc.integer({ min: 1, max: 20 }), (ranges, step) => {
        const pieces: Range[] = [];
        for (let from = 0; from < countOf(ranges); from += step) pieces.push(...sliceRanges(ranges, from, from + step));
        expect(samplesOf(pieces)).toEqual(samplesOf(ranges));
      }),
    );
  });
});

describe('subtractRanges', () => {
  it('leaves what is not covered, in whole, ordered ranges', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), anyRanges, (size, covered) => {
        const left = subtractRanges(size, covered);
        const gone = new Set(samplesOf(covered));
        const all = samplesOf([{ start: 0, end: size }]);
        expect(samplesOf(left)).toEqual(all.filter((sample) => !gone.has(sample)));
        expect(left.every(({ start, end }) => start < end)).toBe(true);
      }),
    );
  });

  it('leaves neighbours together', () => {
    const covered = [
      { start: 4, end: 4 },
      { start: 8, end: 9 },
    ];
    expect(subtractRanges(8, covered)).toEqual([{ start: 0, end: 8 }]);
  });

  it('changes nothing that it is given', () => {
    const covered = Object.freeze([Object.freeze({ start: 5, end: 6 }), Object.freeze({ start: 1, end: 2 })]);
    expect(subtractRanges(3, covered)).toEqual([
      { start: 0, end: 1 },
      { start: 2, end: 3 },
    ]);
  });
});

function rangesBetween(points: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (let n = 0; n + 1 < points.length; n += 2) ranges.push({ start: points[n]!, end: points[n + 1]! });
  return ranges;
}

function samplesOf(ranges: readonly Range[]): number[] {
  return ranges.flatMap(({ start, end }) => Array.from({ length: Math.max(0, end - start) }, (_, n) => start + n));
}
