import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesOf, type Selection, selectRows } from '../../src/blocks/selection.ts';

function indices(selection: Selection): number[] {
  return Array.from({ length: selection.size }, (_, position) => selection.indexAt(position));
}

/** Python's list[from:to:step] for a positive step. */
function pythonSlice<Item>(list: readonly Item[], from?: number, to?: number, step = 1): Item[] {
  return list.slice(from, to).filter((_, i) => i % step === 0);
}

function textOf([from, to, step]: readonly (number | undefined)[]): string {
  return `[${from ?? ''}:${to ?? ''}${step === undefined ? '' : `:${step}`}]`;
}

const bound = fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined });
const slices = fc.array(fc.tuple(bound, bound, fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined })), {
  maxLength: 4,
});

describe('selecting rows', () => {
  it.each([
    [undefined, 1000],
    ['', 1000],
    [0, 1000],
    [-1, 1000],
    [1000, 1000],
    [2000, 1000],
    [100, 100],
    [0.5, 500],
    ['[:100]', 100],
    ['[100:200]', 100],
    ['[::2]', 500],
    ['[:100][10:20]', 10],
    ['[-10:]', 10],
    ['[990:2000]', 10],
    [' [ : 100 ] ', 100],
    ['[5:5]', 0],
    ['[10:5]', 0],
  ])('%j takes of 1,000 rows %i', (range, size) => {
    expect(selectRows(1000, range)).toMatchObject({ size });
  });

  it('follows slices one after the other, as Python does', () => {
    expect(indices(selectRows(1000, '[:100][10:20]'))).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(indices(selectRows(20, '[1::3][1:]'))).toEqual([4, 7, 10, 13, 16, 19]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25 }), slices, (total, list) => {
        const rows = Array.from({ length: total }, (_, i) => i);
        const expected = list.reduce((left, [from, to, step]) => pythonSlice(left, from, to, step), rows);
        expect(indices(selectRows(total, list.map(textOf).join('')))).toEqual(expected);
      }),
    );
  });

  it('takes a number of rows in the order of the file, each once, and always the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (total, wanted) => {
        const selected = indices(selectRows(total, wanted));
        expect(selected).toHaveLength(Math.min(total, wanted));
        expect(selected).toEqual([...new Set(selected)].sort((a, b) => a - b));
        expect(selected.every((index) => index >= 0 && index < total)).toBe(true);
        expect(indices(selectRows(total, wanted))).toEqual(selected);
      }),
    );
  });

  it('takes its sample from everywhere', () => {
    const selected = indices(selectRows(10_000, 1000));
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = selected.filter((index) => Math.floor(index / 1000) === tenth).length;
      expect(share).toBeGreaterThan(60);
      expect(share).toBeLessThan(140);
    }
  });

  it('takes no more than the limit: the first of what is selected', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.oneof(
          fc.integer({ min: 0, max: 40 }),
          slices.map((list) => list.map(textOf).join('')),
        ),
        fc.integer({ min: 0, max: 40 }),
        (total, range, limit) => {
          expect(indices(selectRows(total, range, limit))).toEqual(indices(selectRows(total, range)).slice(0, limit));
        },
      ),
    );
  });

  it('finds the position of every selected row, and none for the others', () => {
    const range = fc.oneof(
      fc.integer({ min: 1, max: 40 }),
      slices.map((list) => list.map(textOf).join('')),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), range, fc.integer({ min: 1, max: 50 }), (total, wanted, limit) => {
        const selection = selectRows(total, wanted, limit);
        const selected = indices(selection);
        for (let index = -2; index < total + 3; index += 1) {
          const position = selected.indexOf(index);
          expect(selection.positionOf(index)).toBe(position === -1 ? undefined : position);
        }
      }),
    );
  });

  it.each(['[', '100', '[1]', '[a:b]', '[::-1]', '[::0]', '[1:2:3:4]', '[1.5:]', '[:10] rest', 'all', '[[1:2]]'])(
    'does not guess what %j means',
    (range) => {
      expect(() => selectRows(1000, range)).toThrow(
        expect.objectContaining({ code: 'BAD_RANGE', message: expect.stringContaining(JSON.stringify(range)) }),
      );
    },
  );
});

describe('ranges of positions', () => {
  it('hold exactly the positions, in as few ranges as there can be', () => {
    expect(rangesOf([])).toEqual([]);
    expect(rangesOf([0, 1, 2, 5, 7, 8])).toEqual([
      { start: 0, end: 3 },
      { start: 5, end: 6 },
      { start: 7, end: 9 },
    ]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60)), (list) => {
        const sorted = list.sort((a, b) => a - b);
        const ranges = rangesOf(sorted);
        const back = ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
        expect(back).toEqual(sorted);
        for (const [i, { start }] of ranges.entries()) expect(start).not.toBe(ranges[i - 1]?.end);
      }),
    );
  });
});
