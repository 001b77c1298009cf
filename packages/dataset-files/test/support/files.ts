import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlugin } from 'oc-conformance';
import { type Dataset, type DatasetRow, isOcError, type Plugin } from 'oc-sdk';
import csv from '../../src/csv/index.ts';
import json from '../../src/json/index.ts';
import jsonl from '../../src/jsonl/index.ts';
import parquet from '../../src/parquet/index.ts';
import tsv from '../../src/tsv/index.ts';

export const READERS = { jsonl, json, csv, tsv, parquet } satisfies Record<string, Plugin<'dataset'>>;
export type ReaderName = keyof typeof READERS;

/** A new folder with these files in it. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dataset-files-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** A dataset over files in `folder`. */
export async function open(
  reader: ReaderName,
  folder: string,
  options: Record<string, unknown>,
  signal = new AbortController().signal,
): Promise<Dataset> {
  return await createPlugin(READERS[reader], options, { resolvePath: (path) => join(folder, path), signal });
}

/** A dataset over one file with this content, for every split. */
export async function datasetOf(
  reader: ReaderName,
  content: string | Uint8Array,
  options: Record<string, unknown> = {},
): Promise<Dataset> {
  return await open(reader, await folderOf({ data: content }), { path: 'data', ...options });
}

export async function all(rows: AsyncIterable<DatasetRow>): Promise<DatasetRow[]> {
  const found: DatasetRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** The columns of all rows; checks on the way that the summary counts the same rows. */
export async function columnsOf(dataset: Dataset): Promise<unknown[]> {
  const rows = await all(dataset.rows('test'));
  const summary = await dataset.summarize('test');
  if (summary.rows !== rows.length) throw new Error(`summarize counts ${summary.rows}, rows yields ${rows.length}`);
  return rows.map(({ row }) => row);
}

/** What a promise was rejected with: its code, message and details, paths cut to their last part. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; details: string }> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isOcError(error)) throw new Error(`expected an OcError, got ${String(error)}`);
  const cut = (text: string) => text.replaceAll(/\/\S*\/dataset-files-\w+\/?/g, '');
  return { code: error.code, message: cut(error.message), details: cut(error.details ?? '') };
}

/** How many files under the folder this process holds open. */
export async function openFilesIn(folder: string): Promise<number> {
  const { readdir, readlink } = await import('node:fs/promises');
  const descriptors = await readdir('/proc/self/fd');
  const targets = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(folder)).length;
}
