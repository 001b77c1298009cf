import { type Name, splitName } from './group-options.ts';
import { mainMetricOf, type Scored, type Value, valuesOf } from './scored.ts';

/** A line of the table. */
export interface Row {
  readonly dataset: string;
  readonly version: string;
  readonly metric: string;
  readonly mode: string;
  /** One per column. */
  readonly values: readonly Value[];
}

export interface Table {
  /** Names of the columns behind the four that say what a row is. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** What a row is: the heads of the first four columns. */
export const ROW_HEAD = ['dataset', 'version', 'metric', 'mode'] as const;

/** Every dataset with all its metrics, then every group. */
export function allRows(scored: readonly Scored[]): Row[] {
  return scored.flatMap((one) =>
    one.listed.length === 0 ? [rowOf(one, undefined)] : one.listed.map((metric) => rowOf(one, metric)),
  );
}

/** The named rows in the order of the names. A name that is both a group's and a dataset's is the group's. */
export function namedRows(names: readonly Name[], scored: readonly Scored[], columns: readonly string[]): Row[] {
  const byName = new Map(scored.map((one) => [one.name, one]));
  return names.map((full) => {
    const [name, metric] = splitName(full);
    const one = byName.get(name);
    return one ? rowOf(one, metric) : unknownRow(name, metric, columns);
  });
}

function rowOf(scored: Scored, metric: string | undefined): Row {
  return {
    dataset: scored.name,
    version: scored.version,
    metric: metric ?? mainMetricOf(scored) ?? '-',
    mode: scored.mode,
    values: valuesOf(scored, metric),
  };
}

function unknownRow(name: string, metric: string | undefined, columns: readonly string[]): Row {
  const reason = 'no dataset or group of this name in this run';
  return { dataset: name, version: '-', metric: metric ?? '-', mode: '-', values: columns.map(() => ({ reason })) };
}
