import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunningMean, type Scale } from '../../src/eval/statistics.ts';

/** `clusters`: which sample each value belongs to; default each to its own. */
function statistics(
  values: readonly number[],
  { clusters = [...values.keys()], ...rest }: Partial<Scale> & { readonly clusters?: readonly number[] } = {},
) {
  const mean = new RunningMean();
  for (const cluster of new Set(clusters)) {
    for (const [i, value] of values.entries()) if (clusters[i] === cluster) mean.add(value);
    mean.endCluster();
  }
  return mean.statistics({ scale: 1, bounded: true, asked: values.length, ...rest });
}

describe('the statistics of a mean', () => {
  it('have the sample standard deviation over the root of n as standard error', () => {
    // Mean 0.5; deviations ±0.5 and 0: variance 0.5 / 4, n = 5.
    const { standard_error, interval } = statistics([0, 0.5, 1, 0.5, 0.5]);
    expect(standard_error).toBeCloseTo(Math.sqrt(0.5 / 4 / 5), 12);
    expect(interval?.[0]).toBeCloseTo(0.5 - 1.959963984540054 * Math.sqrt(0.5 / 4 / 5), 12);
  });

  it('have an interval that does not claim certainty when all are right', () => {
    // Wilson for 10 of 10: n / (n + z²).
    const { standard_error, interval } = statistics(Array(10).fill(1));
    expect(standard_error).toBe(0);
    expect(interval?.[0]).toBeCloseTo(10 / (10 + 1.959963984540054 ** 2), 12);
    expect(interval?.[1]).toBeCloseTo(1, 12);
  });

  it('count answers to the same sample as one where they agree', () => {
    const values = [1, 0, 1, 1];
    const once = statistics(values);
    const thrice = statistics([...values, ...values, ...values], {
      clusters: [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3],
    });
    expect(thrice.standard_error).toBeCloseTo(once.standard_error ?? Number.NaN, 12);
    const independent = statistics([...values, ...values, ...values]);
    expect(independent.standard_error).toBeLessThan(once.standard_error ?? 0);
    expect(thrice.interval?.[0]).toBeLessThan(independent.interval?.[0] ?? 0);
  });

  it('have as bounds the score if all that have none were wrong, or right', () => {
    expect(statistics([1, 1, 0], { asked: 5, scale: 100 }).bounds).toEqual([40, 80]);
  });

  it('have no standard error of one sample, and no bounds where there is no limit', () => {
    expect(statistics([1])).not.toHaveProperty('standard_error');
    const loss = statistics([3.5, 7], { bounded: false, asked: 9 });
    expect(loss).not.toHaveProperty('bounds');
    expect(loss.standard_error).toBeCloseTo(1.75, 12);
  });

  it('are finite, within the scale and around the mean, whatever the scores', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 7 }), fc.nat(5), (values, rows, more) => {
        const clusters = values.map((_, i) => i % rows);
        const { interval, bounds } = statistics(values, { clusters, asked: values.length + more, scale: 100 });
        const mean = (100 * values.reduce((sum, value) => sum + value, 0)) / values.length;
        for (const [low, high] of [interval, bounds].filter((pair) => pair !== undefined)) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(100 + 1e-9);
          expect(low).toBeLessThanOrEqual(mean + 1e-9);
          expect(high).toBeGreaterThanOrEqual(mean - 1e-9);
        }
      }),
    );
  });
});
