import type { PairStatistics } from 'oc-sdk';
import type { Average } from './averages.ts';

/** A value that goes into a group's, and what is known of how sure it is. */
export interface Uncertain {
  readonly number: number;
  readonly weight: number;
  readonly statistics: PairStatistics | undefined;
}

/**
 * How sure a group's number is, where it is linear in those of its subsets and these are independent: other samples.
 * For Σ w·x:
 *
 * - the standard error is √Σ (w·SE)²;
 * - the interval is that of Zou and Donner, "Construction of confidence limits about effect measures" (Stat. Med. 27,
 *   2008): it reaches √Σ (w·(x - low))² below and √Σ (w·(high - x))² above, so that subsets near 0 or 100 keep their
 *   lopsided intervals;
 * - the bounds are Σ w·bound.
 *
 * Each is absent where a subset lacks it; undefined where none is left.
 */
export function groupStatistics(kind: Average, values: readonly Uncertain[]): PairStatistics | undefined {
  const weights = linearWeights(kind, values);
  if (weights === undefined) return undefined;
  const combined = {
    standard_error: ifAll(
      values,
      ({ standard_error }) => standard_error,
      (errors) => rootOfSquares(weights, errors),
    ),
    interval: ifAll(
      values,
      ({ interval }) => interval,
      (intervals) => around(values, weights, intervals),
    ),
    bounds: ifAll(
      values,
      ({ bounds }) => bounds,
      (bounds) => ends(bounds, (all) => weightedSum(weights, all)),
    ),
  };
  const known = Object.entries(combined).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function linearWeights(kind: Average, values: readonly Uncertain[]): number[] | undefined {
  switch (kind) {
    case 'naive_average':
      return values.map(() => 1 / values.length);
    case 'weighted_average': {
      const total = values.reduce((sum, { weight }) => sum + weight, 0);
      return values.map(({ weight }) => weight / total);
    }
    case 'sum':
      return values.map(() => 1);
    default:
      return undefined;
  }
}

type Range = readonly [low: number, high: number];

function around(values: readonly Uncertain[], weights: readonly number[], intervals: readonly Range[]): Range {
  const centre = weightedSum(
    weights,
    values.map(({ number }) => number),
  );
  const reach = (end: 0 | 1) =>
    rootOfSquares(
      weights,
      intervals.map((interval, i) => interval[end] - (values[i] as Uncertain).number),
    );
  return [centre - reach(0), centre + reach(1)];
}

/** What is made of a part of all statistics; undefined where one of them has no such part. */
function ifAll<T, R>(
  values: readonly Uncertain[],
  part: (statistics: PairStatistics) => T | undefined,
  make: (parts: readonly T[]) => R,
): R | undefined {
  const parts = values.flatMap(({ statistics }) => {
    const own = statistics && part(statistics);
    return own === undefined ? [] : [own];
  });
  return parts.length === values.length ? make(parts) : undefined;
}

function ends(ranges: readonly Range[], make: (all: readonly number[]) => number): Range {
  return [make(ranges.map(([low]) => low)), make(ranges.map(([, high]) => high))];
}

function weightedSum(weights: readonly number[], numbers: readonly number[]): number {
  return numbers.reduce((sum, number, i) => sum + (weights[i] as number) * number, 0);
}

function rootOfSquares(weights: readonly number[], numbers: readonly number[]): number {
  return Math.hypot(...numbers.map((number, i) => (weights[i] as number) * number));
}
