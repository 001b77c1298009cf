import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeated, selectRows } from '../../src/index.ts';

describe('repeated', () => {
  it('asks one whole round of the selected rows after the other', () => {
    const asked = repeated(selectRows(10, '[::4]'), 2);
    const positions = [0, 1, 2, 3, 4, 5];
    expect(asked).toMatchObject({ rows: 3, size: 6 });
    expect(positions.map((position) => [asked.indexAt(position), asked.replicaAt(position)])).toEqual([
      [0, 0],
      [4, 0],
      [8, 0],
      [0, 1],
      [4, 1],
      [8, 1],
    ]);
  });

  it('finds every position again, and nothing that is not asked', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(45), fc.integer({ min: 1, max: 5 }), (total, range, n) => {
        const asked = repeated(selectRows(total, range), n);
        for (let position = 0; position < asked.size; position += 1)
          expect(asked.positionOf(asked.indexAt(position), asked.replicaAt(position))).toBe(position);
        expect(asked.positionOf(0, n)).toBeUndefined();
        expect(asked.positionOf(total)).toBeUndefined();
      }),
    );
  });

  it('keeps the places of the rounds there were when there are more of them', () => {
    const [two, four] = [2, 4].map((n) => repeated(selectRows(5, undefined), n));
    for (let position = 0; position < 10; position += 1) {
      expect(four?.positionOf(two?.indexAt(position) ?? -1, two?.replicaAt(position))).toBe(position);
    }
  });
});
