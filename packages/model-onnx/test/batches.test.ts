import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesByLength } from '../src/batches.ts';

const rowsOf = (lengths: readonly number[]) =>
  lengths.map((length, index) => ({ index, tokens: Array.from({ length }, () => 7) }));
const lengths = fc.array(fc.nat({ max: 40 }));
const limits = fc.record({ rows: fc.integer({ min: 1, max: 9 }), tokens: fc.integer({ min: 1, max: 200 }) });

describe('batches', () => {
  it('hold every row once', () => {
    fc.assert(
      fc.property(lengths, limits, (some, most) => {
        const indices = [...batchesByLength(rowsOf(some), most)].flat().map(({ index }) => index);
        expect(indices.sort((a, b) => a - b)).toEqual([...some.keys()]);
      }),
    );
  });

  it('keep within rows and padded tokens, but for a row that is too long by itself', () => {
    fc.assert(
      fc.property(lengths, limits, (some, most) => {
        for (const batch of batchesByLength(rowsOf(some), most)) {
          expect(batch.length).toBeLessThanOrEqual(most.rows);
          if (batch.length > 1) expect(batch.length * batch[0].tokens.length).toBeLessThanOrEqual(most.tokens);
        }
      }),
    );
  });

  it('start with the longest row, and each with its own longest', () => {
    fc.assert(
      fc.property(lengths, limits, (some, most) => {
        const order = [...batchesByLength(rowsOf(some), most)].flat().map(({ tokens }) => tokens.length);
        expect(order).toEqual(some.toSorted((a, b) => b - a));
      }),
    );
  });

  it('leave the rows as they are', () => {
    const rows = Object.freeze(rowsOf([1, 3, 2]));
    expect(
      [...batchesByLength(rows, { rows: 2, tokens: Number.POSITIVE_INFINITY })].map((batch) => batch.length),
    ).toEqual([2, 1]);
  });
});
