import assert from 'node:assert/strict';
import { type Dataset, type DatasetRow, isOcError } from 'oc-sdk';
import type { ContractCase, Create } from './case.ts';

export interface DatasetContractOptions {
  /** Makes a dataset whose split has at least three rows: `() => createPlugin(plugin, { path })`. */
  readonly create: Create<Dataset>;
  /** Default `test`. */
  readonly split?: string;
  /** A split that the dataset does not have. Absent: not checked. */
  readonly missingSplit?: string;
}

/** Cases for a dataset. */
export function datasetContract({ create, split = 'test', missingSplit }: DatasetContractOptions): ContractCase[] {
  const cases: ContractCase[] = [
    { name: 'numbers its rows from 0 and gives every row an id', run: () => numbersRows(create, split) },
    { name: 'gives the same rows every time, from every instance', run: () => repeats(create, split) },
    { name: 'reads from a row to a row what it reads of the whole', run: () => slices(create, split) },
    { name: 'can be left early, and read twice at a time', run: () => readsFreely(create, split) },
    { name: 'counts its rows and hashes their content', run: () => summarizes(create, split) },
  ];
  if (missingSplit === undefined) return cases;
  return [
    ...cases,
    { name: 'says in a coded error that a split is missing', run: () => missesSplit(create, missingSplit) },
  ];
}

async function numbersRows(create: Create<Dataset>, split: string): Promise<void> {
  const rows = await read((await create()).rows(split));
  assert.ok(rows.length >= 3, `${rows.length} rows: the cases need three at least`);
  assert.deepEqual(
    rows.map(({ index }) => index),
    [...rows.keys()],
  );
  for (const { index, id, row } of rows) {
    assert.ok(typeof id === 'string' && id !== '', `row ${index} has no id`);
    assert.ok(typeof row === 'object' && row !== null && JSON.stringify(row), `row ${index} has no columns`);
  }
}

async function repeats(create: Create<Dataset>, split: string): Promise<void> {
  const [first, second] = [await create(), await create()];
  const rows = await read(first.rows(split));
  assert.deepEqual(await read(first.rows(split)), rows, 'the second time');
  assert.deepEqual(await read(second.rows(split)), rows, 'from another instance');
  assert.equal(await first.stamp?.(split), await second.stamp?.(split), 'stamps');
}

async function slices(create: Create<Dataset>, split: string): Promise<void> {
  const dataset = await create();
  const rows = await read(dataset.rows(split));
  const count = rows.length;
  const bounds = [0, 1, 2, count - 1, count, count + 10];
  for (const start of bounds) {
    assert.deepEqual(await read(dataset.rows(split, start)), rows.slice(start), `rows from ${start}`);
    for (const end of bounds) {
      const expected = rows.slice(start, Math.max(start, end));
      assert.deepEqual(await read(dataset.rows(split, start, end)), expected, `rows from ${start} to ${end}`);
    }
  }
}

async function readsFreely(create: Create<Dataset>, split: string): Promise<void> {
  const dataset = await create();
  const rows = await read(dataset.rows(split));
  for await (const first of dataset.rows(split)) {
    assert.deepEqual(first, rows[0]);
    break;
  }
  const [a, b] = await Promise.all([read(dataset.rows(split)), read(dataset.rows(split, 1))]);
  assert.deepEqual([a, b], [rows, rows.slice(1)]);
}

async function summarizes(create: Create<Dataset>, split: string): Promise<void> {
  const [dataset, other] = [await create(), await create()];
  const summary = await dataset.summarize(split);
  assert.equal(summary.rows, (await read(dataset.rows(split))).length);
  assert.match(summary.contentHash, /^[0-9a-f]{8,}$/);
  assert.deepEqual(await other.summarize(split), summary, 'another instance');
}

async function missesSplit(create: Create<Dataset>, split: string): Promise<void> {
  const dataset = await create();
  await assert.rejects(() => read(dataset.rows(split)), isOcError);
  await assert.rejects(() => dataset.summarize(split), isOcError);
}

async function read(rows: AsyncIterable<DatasetRow>): Promise<DatasetRow[]> {
  const all: DatasetRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
