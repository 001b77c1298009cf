import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepNucleus } from '../src/top-p.ts';

function kept(probabilities: readonly number[], topP: number, topK: number): number[] {
  const logits = Float32Array.from(probabilities, Math.log);
  keepNucleus(logits, topP, topK);
  return [...logits.keys()].filter((token) => logits[token] !== Number.NEGATIVE_INFINITY);
}

describe('the nucleus', () => {
  it('is the smallest set of most probable tokens with the share asked for', () => {
    expect(kept([0.1, 0.4, 0.2, 0.3], 0.65, 0)).toEqual([1, 3]);
    expect(kept([0.1, 0.4, 0.2, 0.3], 0.75, 0)).toEqual([1, 2, 3]);
    expect(kept([0.1, 0.4, 0.2, 0.3], 0.01, 0)).toEqual([1]);
  });

  it('is a share of the top k, where there is a k', () => {
    // Of the two on top, 4/7 and 3/7, the first has more than half.
    expect(kept([0.1, 0.4, 0.2, 0.3], 0.5, 2)).toEqual([1]);
    expect(kept([0.1, 0.4, 0.2, 0.3], 0.6, 2)).toEqual([1, 3]);
  });

  it('has at least the share, and less without its least probable tokens', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (some, topP) => {
        const nucleus = kept(some, topP, 0).map((token) => some[token] ?? 0);
        const needed = topP * sum(some);
        expect(sum(nucleus)).toBeGreaterThanOrEqual(needed - 0.01);
        expect(sum(nucleus.filter((weight) => weight > Math.min(...nucleus)))).toBeLessThan(needed + 0.01);
      }),
    );
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
