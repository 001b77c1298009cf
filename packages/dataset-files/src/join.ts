import type { Dataset, Row } from 'oc-sdk';
import { textOf, valueAt } from './columns/value-at.ts';
import { joinFailed, type Place } from './errors.ts';

/** Rows of other files that go with those of a dataset. */
export interface JoinedRows {
  /** The new column, which holds the other row. */
  readonly column: string;
  /** Path of the value that both rows have in common. */
  readonly on: string;
  readonly dataset: Dataset;
}

/** Puts what belongs to a row into it. Throws `DATASET_JOIN_FAILED`. */
export type Joiner = (row: Row, place: Place) => Row;

/** Reads the other rows of a split, which are kept in memory. */
export async function joinerOf(joined: readonly JoinedRows[], split: string): Promise<Joiner> {
  const others = await Promise.all(joined.map(async (each) => ({ ...each, rows: await rowsByKey(each, split) })));
  return (row, place) => {
    const found = others.map(({ column, on, rows }) => {
      const key = valueAt(row, on);
      const fitting = key === undefined ? [] : (rows.get(textOf(key)) ?? []);
      if (fitting.length !== 1) throw joinFailed(place, column, on, key, fitting.length);
      return [column, fitting[0]] as const;
    });
    return found.length === 0 ? row : { ...row, ...Object.fromEntries(found) };
  };
}

/** Text that differs where the other rows do; empty without any. */
export async function joinKey(joined: readonly JoinedRows[], split: string): Promise<string> {
  const keys = joined.map(async ({ column, on, dataset }) => [
    column,
    on,
    (await dataset.summarize(split)).contentHash,
  ]);
  return joined.length === 0 ? '' : JSON.stringify(await Promise.all(keys));
}

async function rowsByKey({ on, dataset }: JoinedRows, split: string): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  for await (const { row } of dataset.rows(split)) {
    const key = textOf(valueAt(row, on));
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  return rows;
}
