import type { SampleVerdict } from 'oc-sdk';

/** What of a verdict a metric is the mean of. */
export interface MeanSource {
  readonly column: string;
  /** The metric is the mean times this. */
  readonly scale: 100 | 1;
}

/** Keys of a verdict that say whether it is right; OpenCompass's evaluators use all of them. */
export const CORRECT_KEYS = ['correct', 'is_correct', 'cascade_correct'] as const;
const TOLERANCE = 1e-9;

/**
 * Finds what a metric is the mean of: a number of its own name in every verdict, else `score`, else `correct`, each as
 * a share or in percent. That it is their mean is checked, not believed. undefined: it is a number of another kind, as
 * BLEU is, for which samples tell no standard error.
 *
 * @param meanOf - the mean of a column; undefined where not every verdict has a number in it
 */
export function meanSource(
  metric: string,
  value: number,
  meanOf: (column: string) => number | undefined,
): MeanSource | undefined {
  for (const column of [metric, 'score', ...CORRECT_KEYS]) {
    const mean = meanOf(column);
    if (mean === undefined) continue;
    for (const scale of [100, 1] as const) {
      // Where all are 0 either would do: the known columns are shares, and rates are percent.
      if (Math.abs(mean * scale - value) <= TOLERANCE * Math.max(1, Math.abs(value))) return { column, scale };
    }
  }
  return undefined;
}

/** A verdict's number in a column; undefined where it has none. */
export function numberIn(verdict: SampleVerdict, column: string): number | undefined {
  const value = verdict[column];
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Whether the numbers of a column are shares: what `score` and the like are by contract, others by their percent. */
export function isShare({ column, scale }: MeanSource): boolean {
  return scale === 100 || column === 'score' || (CORRECT_KEYS as readonly string[]).includes(column);
}
