import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logProbability } from '../src/log-probability.ts';

const logits = fc.float32Array({ min: -30, max: 30, noNaN: true, minLength: 1, maxLength: 60 });

describe('a log-probability', () => {
  it('makes one with those of all other tokens', () => {
    fc.assert(
      fc.property(logits, (row) => {
        const total = [...row.keys()].reduce(
          (sum, token) => sum + Math.exp(logProbability(row, 0, row.length, token)),
          0,
        );
        expect(total).toBeCloseTo(1, 10);
      }),
    );
  });

  it('is that of its own row', () => {
    const two = Float32Array.of(9, 9, 9, 0, Math.log(3), 0);
    expect(logProbability(two, 3, 3, 1)).toBeCloseTo(Math.log(3 / 5), 6);
  });

  it('stands logits that would overflow', () => {
    expect(logProbability(Float32Array.of(3e38, -3e38), 0, 2, 0)).toBe(0);
    expect(logProbability(Float32Array.of(1e5, 1e5), 0, 2, 1)).toBeCloseTo(-Math.LN2, 10);
  });

  it('is no number where the logits are none', () => {
    expect(logProbability(Float32Array.of(1, Number.NaN), 0, 2, 0)).toBeNaN();
    expect(logProbability(Float32Array.of(1, 2), 0, 2, 5)).toBeNaN();
  });
});
