import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { datasetContract, pluginContract } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import parquet from '../src/parquet/index.ts';
import { all, columnsOf, datasetOf, failureOf, folderOf, open, openFilesIn } from './support/files.ts';

const bytes = (packed: Uint8Array) => new Uint8Array(packed);
const compressors = {
  GZIP: (input: Uint8Array) => bytes(gzipSync(input)),
  BROTLI: (input: Uint8Array) => bytes(brotliCompressSync(input)),
};

function fileOf(count: number, codec: CompressionCodec = 'SNAPPY', rowGroupSize = 1000): Uint8Array {
  const data = Array.from({ length: count }, (_, index) => `row ${index}`);
  const columns = [{ name: 'a', data, type: 'STRING' as const }];
  return new Uint8Array(
    parquetWriteBuffer({ columnData: columns, codec, rowGroupSize, ...(codec in compressors && { compressors }) }),
  );
}

describe('files/parquet', () => {
  const shared = folderOf({ data: fileOf(50) });
  const cases = [
    ...pluginContract(parquet),
    ...datasetContract({
      create: async () => await open('parquet', await shared, { path: { test: 'data' } }),
      missingSplit: 'train',
    }),
  ];
  for (const { name, run } of cases) it(name, run);

  it.each(['SNAPPY', 'GZIP', 'BROTLI', 'UNCOMPRESSED'] as const)('reads what is packed with %s', async (codec) => {
    const dataset = await datasetOf('parquet', fileOf(5, codec));
    expect(await columnsOf(dataset)).toEqual([0, 1, 2, 3, 4].map((index) => ({ a: `row ${index}` })));
  });

  // Written with hyparquet-writer 0.17.0 and the program zstd 1.5.4, in row groups of 200.
  it('reads what is packed with zstd, across row groups', async () => {
    const dataset = await datasetOf('parquet', readFileSync(join(import.meta.dirname, 'fixtures/zstd.parquet')));
    const rows = await columnsOf(dataset);
    expect(rows).toHaveLength(500);
    expect(rows[399]).toEqual({ question: 'question 399 of five hundred', label: 3 });
    expect(await all(dataset.rows('test', 199, 201))).toEqual([
      { index: 199, id: '199', row: rows[199] },
      { index: 200, id: '200', row: rows[200] },
    ]);
  });

  it('gives lists, records, dates and big numbers as JSON would have them', async () => {
    const column = {
      name: 'a',
      data: [[{ x: 9007199254740993n, y: new Date(0), z: 7n, no: null }]],
      type: 'JSON' as const,
    };
    const written = parquetWriteBuffer({
      columnData: [
        { name: 'list', data: [['a', 'b']] },
        { name: 'record', data: [{ text: ['x'], label: ['A'] }] },
        { name: 'big', data: [9007199254740993n], type: 'INT64' },
        { name: 'small', data: [7n], type: 'INT64' },
        { name: 'day', data: [new Date(0)], type: 'TIMESTAMP' },
        { name: 'none', data: [null], type: 'STRING' },
        { ...column, data: [{ k: [1] }] },
      ],
    });
    expect(await columnsOf(await datasetOf('parquet', new Uint8Array(written)))).toEqual([
      {
        list: ['a', 'b'],
        record: { text: ['x'], label: ['A'] },
        big: '9007199254740993',
        small: 7,
        day: '1970-01-01T00:00:00.000Z',
        none: null,
        a: { k: [1] },
      },
    ]);
  });

  it('says that a file is cut short, wherever it is cut, and that something else is none', async () => {
    const whole = fileOf(2000);
    const files = {
      empty: '',
      text: '{"a": 1}\n',
      ...Object.fromEntries([1, 8, 100, 5000, whole.length - 1].map((n) => [`cut${n}`, whole.subarray(0, n)])),
    };
    const folder = await folderOf(files);
    for (const path of Object.keys(files)) {
      const dataset = await open('parquet', folder, { path });
      for (const way of [() => all(dataset.rows('test')), () => dataset.summarize('test')]) {
        const { code, message, details } = await failureOf(way());
        expect([code, message]).toEqual([
          'DATASET_PARQUET_INVALID',
          expect.stringContaining(`${path} is no whole Parquet file`),
        ]);
        expect(details).toContain('cut short');
      }
    }
    expect(await openFilesIn(folder)).toBe(0);
  });

  it('says that the data before a whole footer is broken', async () => {
    const broken = fileOf(2000);
    broken.fill(0, 4, 200);
    expect((await failureOf(all((await datasetOf('parquet', broken)).rows('test')))).code).toBe(
      'DATASET_PARQUET_INVALID',
    );
  });

  it('says that a file is missing', async () => {
    const dataset = await open('parquet', await folderOf({ 'a.parquet': '' }), { path: 'b.parquet' });
    expect((await failureOf(all(dataset.rows('test')))).code).toBe('DATASET_FILE_NOT_FOUND');
    expect((await failureOf(dataset.summarize('test'))).code).toBe('DATASET_FILE_NOT_FOUND');
  });

  it('holds no file open after an early end', async () => {
    const folder = await folderOf({ data: fileOf(5000) });
    const dataset = await open('parquet', folder, { path: 'data' });
    for await (const { index } of dataset.rows('test', 3000)) if (index === 3001) break;
    expect(await openFilesIn(folder)).toBe(0);
  });
});

describe('files with a star', () => {
  it('follow one another in the order of their names, in ranges too', async () => {
    const folder = await folderOf({ 't-1.parquet': fileOf(3), 't-0.parquet': fileOf(2000), 'u-0.parquet': fileOf(9) });
    const dataset = await open('parquet', folder, { path: 't-*.parquet' });
    expect((await dataset.summarize('test')).rows).toBe(2003);
    const found = await all(dataset.rows('test', 1999, 2002));
    expect(found.map(({ index, row }) => [index, row.a])).toEqual([
      [1999, 'row 1999'],
      [2000, 'row 0'],
      [2001, 'row 1'],
    ]);
  });

  it('may be a list, and say where nothing fits', async () => {
    const folder = await folderOf({ 'a.jsonl': '{"a":1}', 'b.jsonl': '{"a":2}' });
    const listed = await open('jsonl', folder, { path: { test: ['b.jsonl', 'a.jsonl'] } });
    expect((await all(listed.rows('test'))).map(({ row }) => row.a)).toEqual([2, 1]);
    const none = await open('jsonl', folder, { path: 'c*.jsonl' });
    expect(await failureOf(all(none.rows('test')))).toMatchObject({
      code: 'DATASET_FILE_NOT_FOUND',
      details: expect.stringContaining('fits c*.jsonl'),
    });
  });
});
