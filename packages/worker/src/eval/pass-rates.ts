import type { Repeats } from 'oc-plugin-host';
import type { SampleVerdict } from 'oc-sdk';
import { gPass, meanGPass, THRESHOLDS } from './g-pass.ts';
import { CORRECT_KEYS } from './mean-source.ts';
import type { Metric } from './metrics.ts';
import { detailsOf, type Round } from './rounds.ts';
import { meanStatistics } from './statistics.ts';

/** What a sample that was asked n times is worth: by the name of the metric, in [0, 1]. */
export type PassRates = ReadonlyMap<string, number>;

/** A sample of which all n answers are there. */
interface Group {
  readonly subdivision: string | undefined;
  readonly rates: PassRates;
}

/**
 * pass@k, G-Pass@k with every threshold, and mG-Pass@k of each sample, by its index. A sample some of whose answers
 * failed has none: fewer answers are another n. Empty where nothing is drawn (no k above 1), or where verdicts do not
 * say what is right.
 */
export function passRates(rounds: readonly Round[], { n, k }: Repeats): Map<number, Group> {
  const groups = new Map<number, Group>();
  if (n === 1 || Math.max(...k) === 1) return groups;
  const counts = new Map<number, { answers: number; right: number; subdivision: string | undefined }>();
  for (const round of rounds) {
    for (const [i, verdict] of detailsOf(round).entries()) {
      const right = isRight(verdict);
      if (right === undefined) return groups;
      const { index, row } = round.samples[i] as Round['samples'][number];
      const subdivision = typeof row.subdivision === 'string' ? row.subdivision : undefined;
      const before = counts.get(index) ?? { answers: 0, right: 0, subdivision };
      counts.set(index, { ...before, answers: before.answers + 1, right: before.right + (right ? 1 : 0) });
    }
  }
  for (const [index, { answers, right, subdivision }] of counts) {
    if (answers === n) groups.set(index, { subdivision, rates: ratesOf(n, right, k) });
  }
  return groups;
}

/**
 * Their means in percent: over all samples, and over those of each subdivision (the column `subdivision`).
 *
 * @param asked - samples, each counted once
 */
export function passMetrics(groups: ReadonlyMap<number, Group>, asked: number): Metric[] {
  const all = [...groups];
  const subdivisions = new Set(all.flatMap(([, { subdivision }]) => subdivision ?? []));
  return [
    ...meansOf(all, '', asked),
    ...[...subdivisions].flatMap((name) => {
      const own = all.filter(([, { subdivision }]) => subdivision === name);
      return meansOf(own, `${name}/`, own.length);
    }),
  ];
}

function meansOf(groups: readonly (readonly [number, Group])[], prefix: string, asked: number): Metric[] {
  const names = [...(groups[0]?.[1].rates.keys() ?? [])];
  const clusters = Uint32Array.from(groups, ([index]) => index);
  return names.map((name) => {
    const values = Float64Array.from(groups, ([, { rates }]) => rates.get(name) as number);
    return {
      name: `${prefix}${name}`,
      value: (100 * values.reduce((sum, value) => sum + value, 0)) / values.length,
      statistics: meanStatistics({ values, clusters, scale: 100, bounded: true, asked }),
    };
  });
}

function ratesOf(n: number, right: number, k: readonly number[]): PassRates {
  const rates = k.flatMap((drawn): [string, number][] => [
    [`pass@${drawn}`, gPass(n, right, drawn, 0)],
    ...THRESHOLDS.map((tau): [string, number] => [
      `G-Pass@${drawn}_${Number.isInteger(tau) ? tau.toFixed(1) : tau}`,
      gPass(n, right, drawn, tau),
    ]),
    [`mG-Pass@${drawn}`, meanGPass(n, right, drawn)],
  ]);
  return new Map(rates);
}

/** undefined: the verdict does not say. */
function isRight(verdict: SampleVerdict): boolean | undefined {
  const said = CORRECT_KEYS.map((key) => verdict[key]).filter((value) => typeof value === 'boolean');
  return said.length === 0 ? undefined : said.includes(true);
}
