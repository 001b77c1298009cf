import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { datasetContract, pluginContract } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import { all, datasetOf, failureOf, folderOf, open, openFilesIn, READERS, type ReaderName } from './support/files.ts';

/** Parquet has tests of its own: it is no text. */
const NAMES = (Object.keys(READERS) as ReaderName[]).filter((name) => name !== 'parquet');

function textOf(reader: ReaderName, rows: readonly string[]): string {
  if (reader === 'json') return `[${rows.map((a) => JSON.stringify({ a })).join(',')}]`;
  if (reader === 'jsonl') return rows.map((a) => `${JSON.stringify({ a })}\n`).join('');
  return `a\n${rows.map((a) => `${a}\n`).join('')}`;
}

describe.each(NAMES)('every reader: %s', (reader) => {
  const rows = Array.from({ length: 50 }, (_, index) => `row ${index}`);
  const shared = folderOf({ data: textOf(reader, rows) });

  const cases = [
    ...pluginContract(READERS[reader]),
    ...datasetContract({
      create: async () => open(reader, await shared, { path: { test: 'data' } }),
      missingSplit: 'train',
    }),
  ];
  for (const { name, run } of cases) it(name, run);

  it('yields for a range what it yields for the whole, cut', async () => {
    const dataset = await datasetOf(reader, textOf(reader, rows));
    const whole = await all(dataset.rows('test'));
    for (const [start, end] of [
      [0, 3],
      [7, 8],
      [10, 10],
      [40, 99],
      [60, 70],
      [12, 3],
    ] as const) {
      expect(await all(dataset.rows('test', start, end))).toEqual(whole.slice(start, Math.max(start, end)));
    }
    expect(whole[49]).toEqual({ index: 49, id: '49', row: { a: 'row 49' } });
  });

  it('does not read on behind the end of a range', async () => {
    const far = 'x'.repeat(1_000_000);
    const broken = reader === 'jsonl' || reader === 'json' ? '{' : '"x" y\n';
    const dataset = await datasetOf(reader, textOf(reader, ['first', far, far]).replace(/\]$/, ',') + broken);
    expect(await all(dataset.rows('test', 0, 1))).toHaveLength(1);
    await expect(all(dataset.rows('test'))).rejects.toThrow();
  });

  it('holds no file open after an early end, a break or an error', async () => {
    const folder = await folderOf({
      data: textOf(reader, rows),
      'data.gz': gzipSync(textOf(reader, rows)),
      bad: '"a\n',
    });
    for (const path of ['data', 'data.gz']) {
      const dataset = await open(reader, folder, { path });
      await all(dataset.rows('test', 2, 4));
      for await (const row of dataset.rows('test')) if (row.index === 1) break;
      expect(await openFilesIn(folder)).toBe(0);
    }
    const broken = await open(reader, folder, { path: 'bad' });
    await expect(all(broken.rows('test'))).rejects.toThrow('bad:1');
    expect(await openFilesIn(folder)).toBe(0);
  });

  it('reads compressed files, with the content hash of the plain ones', async () => {
    const text = textOf(reader, rows);
    const folder = await folderOf({ 'a.gz': gzipSync(text), a: text });
    const [plain, packed] = [await open(reader, folder, { path: 'a' }), await open(reader, folder, { path: 'a.gz' })];
    expect(await all(packed.rows('test'))).toEqual(await all(plain.rows('test')));
    const contentHash = createHash('sha256').update(text).digest('hex');
    expect(await packed.summarize('test')).toEqual({ rows: 50, contentHash });
    expect(await plain.summarize('test')).toEqual({ rows: 50, contentHash });
  });

  it('stops with the reason of its signal', async () => {
    const controller = new AbortController();
    const folder = await folderOf({ data: textOf(reader, rows) });
    const dataset = await open(reader, folder, { path: 'data' }, controller.signal);
    controller.abort(new Error('enough'));
    await expect(all(dataset.rows('test'))).rejects.toThrow('enough');
    await expect(dataset.summarize('test')).rejects.toThrow('enough');
  });

  it('names rows by id_column, and says which row has none', async () => {
    const dataset = await datasetOf(reader, textOf(reader, ['x', 'y']), { id_column: 'a' });
    expect((await all(dataset.rows('test'))).map(({ id }) => id)).toEqual(['x', 'y']);
    const failure = await failureOf(
      all((await datasetOf(reader, textOf(reader, ['x']), { id_column: 'b' })).rows('test')),
    );
    expect(failure.code).toBe('DATASET_ID_MISSING');
    expect(failure.message).toMatch(/^data:\d.*: id_column is "b", but this row has no such column$/);
  });
});

describe('paths', () => {
  it('put the split where {split} stands, or look it up in a map', async () => {
    const folder = await folderOf({ 'a.test.jsonl': '{"a":1}', 'a.train.jsonl': '{"a":2}' });
    const byName = await open('jsonl', folder, { path: 'a.{split}.jsonl' });
    expect(await all(byName.rows('train'))).toEqual([{ index: 0, id: '0', row: { a: 2 } }]);
    const byMap = await open('jsonl', folder, { path: { dev: 'a.test.jsonl' } });
    expect(await all(byMap.rows('dev'))).toEqual([{ index: 0, id: '0', row: { a: 1 } }]);
    expect(await failureOf(byMap.summarize('toString'))).toMatchObject({
      code: 'DATASET_SPLIT_UNKNOWN',
      message: 'no file for the split "toString"',
    });
  });

  it('name a missing file, its split, and what is near', async () => {
    const folder = await folderOf({ 'gsm8k.train.jsonl': '', 'other.csv': '' });
    const dataset = await open('jsonl', folder, { path: 'gsm8k.{split}.jsonl' });
    const ways = [() => all(dataset.rows('test')), () => dataset.summarize('test'), () => dataset.stamp?.('test')];
    for (const way of ways) {
      const failure = await failureOf(Promise.resolve(way()));
      expect(failure.code).toBe('DATASET_FILE_NOT_FOUND');
      expect(failure.message).toBe('no such file: gsm8k.test.jsonl (split "test")');
      expect(failure.details).toMatch(/^In that folder there is: gsm8k\.train\.jsonl\.\n/);
    }
  });

  it('say that a folder is missing, or is no file', async () => {
    const folder = await folderOf({});
    const inNowhere = await open('jsonl', folder, { path: 'nowhere/a.jsonl' });
    expect((await failureOf(inNowhere.summarize('test'))).details).toMatch(/^There is no folder nowhere\.\n/);
    const isFolder = await open('jsonl', folder, { path: '.' });
    expect((await failureOf(isFolder.summarize('test'))).code).toBe('DATASET_FILE_UNREADABLE');
  });

  it('say that a compressed file is broken', async () => {
    const whole = gzipSync('{"a":1}\n'.repeat(1000));
    const folder = await folderOf({ 'cut.gz': whole.subarray(0, 30), 'no.gz': 'plain text' });
    for (const path of ['cut.gz', 'no.gz']) {
      const dataset = await open('jsonl', folder, { path });
      expect((await failureOf(dataset.summarize('test'))).code).toBe('DATASET_FILE_UNREADABLE');
    }
  });
});

describe('stamp', () => {
  it('stays while the file stays, and changes with it', async () => {
    const folder = await folderOf({ data: '{"a":1}\n' });
    const dataset = await open('jsonl', folder, { path: 'data' });
    const before = await dataset.stamp?.('test');
    expect(await dataset.stamp?.('test')).toBe(before);
    await appendFile(join(folder, 'data'), '{"a":2}\n');
    const after = await dataset.stamp?.('test');
    expect(after).not.toBe(before);
    await writeFile(join(folder, 'data'), '{"a":3}\n{"a":2}\n');
    expect(await dataset.stamp?.('test')).not.toBe(after);
  });
});

describe.each(NAMES)('memory: %s', (reader) => {
  it('does not grow with the number of rows', async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => `row ${index} ${'lorem ipsum '.repeat(8)}`);
    const dataset = await datasetOf(reader, textOf(reader, rows));
    rows.length = 0;
    let most = 0;
    const start = process.memoryUsage();
    for await (const { index } of dataset.rows('test')) {
      if (index % 10_000 !== 0) continue;
      const { external, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, external + arrayBuffers - start.external - start.arrayBuffers);
    }
    // The file has more than 20 MB: whoever keeps its chunks or rows is far above this.
    expect(most).toBeLessThan(16_000_000);
  });
});
