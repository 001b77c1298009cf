import type { Repeats } from 'oc-plugin-host';
import type { Row, SampleVerdict } from 'oc-sdk';
import { gPass, meanGPass, THRESHOLDS } from './g-pass.ts';
import { CORRECT_KEYS } from './mean-source.ts';
import type { Metric } from './metrics.ts';
import { RunningMean } from './statistics.ts';

/** What a sample that was asked n times is worth: by the name of the metric, in [0, 1]. */
export interface RowRates {
  readonly subdivision: string | undefined;
  readonly rates: ReadonlyMap<string, number>;
}

/**
 * pass@k, G-Pass@k with every threshold, and mG-Pass@k of each row, and their means. A row some of whose answers
 * failed has none: fewer answers are another n. There are none at all where nothing is drawn (no k above 1), or where
 * a verdict does not say what is right.
 */
export class PassRates {
  readonly #repeats: Repeats;
  #isKnown: boolean;
  /** By subdivision ('' for all rows) and name. */
  readonly #means = new Map<string, Map<string, RunningMean>>([['', new Map()]]);

  constructor(repeats: Repeats) {
    this.#repeats = repeats;
    this.#isKnown = repeats.n > 1 && Math.max(...repeats.k) > 1;
  }

  /** The rates of a row, from the verdicts about its answers. */
  add(row: Row, verdicts: readonly SampleVerdict[]): RowRates | undefined {
    if (!this.#isKnown) return undefined;
    const right = verdicts.map(isRight);
    if (right.includes(undefined)) this.#isKnown = false;
    const { n, k } = this.#repeats;
    if (!this.#isKnown || right.length !== n) return undefined;
    const subdivision = typeof row.subdivision === 'string' ? row.subdivision : undefined;
    const rates = ratesOf(n, right.filter(Boolean).length, k);
    for (const name of subdivision ? ['', subdivision] : ['']) this.#count(name, rates);
    return { subdivision, rates };
  }

  /**
   * Their means in percent: over all rows, and over those of each subdivision (the column `subdivision`).
   *
   * @param asked - rows, answered or not
   */
  metrics(asked: number): Metric[] {
    if (!this.#isKnown) return [];
    return [...this.#means].flatMap(([subdivision, means]) =>
      [...means].map(([name, mean]) => ({
        name: subdivision === '' ? name : `${subdivision}/${name}`,
        value: 100 * mean.mean,
        statistics: mean.statistics({ scale: 100, bounded: true, asked: subdivision === '' ? asked : mean.count }),
      })),
    );
  }

  #count(subdivision: string, rates: ReadonlyMap<string, number>): void {
    const means = this.#means.get(subdivision) ?? new Map<string, RunningMean>();
    this.#means.set(subdivision, means);
    for (const [name, rate] of rates) {
      const mean = means.get(name) ?? new RunningMean();
      means.set(name, mean);
      mean.add(rate);
      mean.endCluster();
    }
  }
}

function ratesOf(n: number, right: number, k: readonly number[]): Map<string, number> {
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
