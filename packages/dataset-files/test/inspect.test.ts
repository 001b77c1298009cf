import { createPlugin } from 'oc-conformance';
import type { Dataset, FoundRow } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { datasetOf } from './support/files.ts';

/** Line and row, or the message without its file. */
async function found(dataset: Dataset): Promise<unknown[]> {
  const rows: FoundRow[] = [];
  for await (const row of dataset.inspect?.('test') ?? []) rows.push(row);
  return rows.map((each) =>
    'row' in each ? [each.index, each.line, each.row] : each.problem.message.replace(/^.*?:/, ''),
  );
}

describe('inspect', () => {
  it('finds the rows with their lines, and goes on behind broken ones', async () => {
    const text = '\uFEFF{"a":1}\n\n{"a":\n[2]\n{"a":3}\n';
    expect(await found(await datasetOf('jsonl', text))).toEqual([
      [0, 1, { a: 1 }],
      expect.stringMatching(/^3.*not JSON/),
      '4:1: not an object: [2]',
      [1, 5, { a: 3 }],
    ]);
  });

  it('goes on behind a row with too many fields, and ends at a quote that never does', async () => {
    expect(await found(await datasetOf('csv', 'a,b\n1,2\n1,2,3\n"x\ny",4\n5,"6\n7,8\n'))).toEqual([
      [0, 2, { a: '1', b: '2' }],
      '3: 3 fields, but 2 columns: 1 | 2 | 3',
      [1, 4, { a: 'x\ny', b: '4' }],
      expect.stringMatching(/^6: a quote that is never closed/),
    ]);
  });

  it('ends where an array is cut off', async () => {
    expect(await found(await datasetOf('json', '[{"a":1},\n {"a":2},\n {"a"'))).toEqual([
      [0, 1, { a: 1 }],
      [1, 2, { a: 2 }],
      expect.stringMatching(/^3:2: the file ends inside the array/),
    ]);
  });

  it('sees the rows that the options make', async () => {
    const options = { columns: { b: { of: 'a', map: { 1: 'one' } } }, where: { a: ['1', '2'] } };
    expect(await found(await datasetOf('jsonl', '{"a":0}\n{"a":1}\n{"a":2}\n', options))).toEqual([
      [0, 2, { a: 1, b: 'one' }],
      expect.stringContaining('no column "b" for this row'),
    ]);
  });

  it('tells a file that is not there', async () => {
    const { default: plugin } = await import('../src/jsonl/index.ts');
    const [problem] = await found(await createPlugin(plugin, { path: '/nowhere/x.jsonl' }));
    expect(problem).toContain('/nowhere/x.jsonl');
  });
});
