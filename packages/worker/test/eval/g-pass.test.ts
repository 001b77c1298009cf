import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gPass, meanGPass, THRESHOLDS } from '../../src/eval/g-pass.ts';

describe('G-Pass@k', () => {
  // [n, c, k], then the value for each threshold and the mean, worked out from the formulas with fractions.
  it.each([
    [
      [16, 8, 4],
      [0.9615384615384616, 0.9615384615384616, 0.7153846153846154, 0.2846153846153846, 0.038461538461538464],
      0.16153846153846152,
    ],
    [[16, 16, 8], [1, 1, 1, 1, 1], 1],
    [[4, 1, 2], [0.5, 0.5, 0.5, 0, 0], 0],
    [[4, 2, 2], [5 / 6, 5 / 6, 5 / 6, 1 / 6, 1 / 6], 1 / 6],
    [[8, 6, 4], [1, 1, 1, 0.7857142857142857, 0.21428571428571427], 0.5],
    [[48, 10, 16], [0.9901368227842685, 0.44037190145523486, 0.0010331603004088042, 0, 0], 7.302258767913928e-6],
  ] as const)('of n, c, k = %j is right', ([n, c, k], values, mean) => {
    for (const [i, tau] of THRESHOLDS.entries()) expect(gPass(n, c, k, tau)).toBeCloseTo(values[i] ?? Number.NaN, 11);
    expect(meanGPass(n, c, k)).toBeCloseTo(mean, 11);
  });

  it('is pass@k with the threshold 0: one minus the chance to draw only wrong ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat(), (n, someC, someK) => {
        const [c, k] = [someC % (n + 1), 1 + (someK % n)];
        let allWrong = 1;
        for (let drawn = 0; drawn < k; drawn += 1) allWrong *= Math.max(0, n - c - drawn) / (n - drawn);
        expect(gPass(n, c, k, 0)).toBeCloseTo(1 - allWrong, 9);
      }),
    );
  });

  it('is exactly 1 where no draw can fail', () => {
    expect([gPass(16, 16, 8, 1), gPass(5, 3, 4, 0.5), meanGPass(6, 6, 2)]).toEqual([1, 1, 1]);
  });

  it('lies between 0 and 1 and does not grow with the threshold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (n, someC, someK) => {
        const [c, k] = [someC % (n + 1), 1 + (someK % n)];
        const values = THRESHOLDS.map((tau) => gPass(n, c, k, tau));
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
        for (let i = 1; i < values.length; i += 1) expect(values[i]).toBeLessThanOrEqual((values[i - 1] ?? 0) + 1e-12);
      }),
    );
  });
});
