import { type Dataset, type DatasetRow, OcError } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { datasetContract } from '../src/index.ts';
import { brokenCases } from './support/broken-cases.ts';

const ROWS: readonly DatasetRow[] = [...Array(5).keys()].map((index) => ({
  index,
  id: `row-${index}`,
  row: { question: `数据 ${index}` },
}));

function datasetOf(more: Partial<Dataset> = {}): Dataset {
  return {
    async *rows(split, start = 0, end = ROWS.length) {
      if (split !== 'test') throw new OcError({ code: 'NO_SPLIT', message: split });
      yield* ROWS.slice(start, Math.max(start, end));
    },
    summarize: async (split) => {
      if (split !== 'test') throw new OcError({ code: 'NO_SPLIT', message: split });
      return { rows: ROWS.length, contentHash: '0123456789abcdef' };
    },
    ...more,
  };
}

async function* iterate(rows: readonly DatasetRow[]): AsyncIterable<DatasetRow> {
  yield* rows;
}

let stamps = 0;
let reads = 0;

const BROKEN: readonly [flaw: string, complaint: string, create: () => Dataset][] = [
  [
    'numbers from 1',
    'numbers its rows from 0 and gives every row an id',
    () => datasetOf({ rows: () => iterate(ROWS.map((row) => ({ ...row, index: row.index + 1 }))) }),
  ],
  [
    'numbers a slice from 0',
    'reads from a row to a row what it reads of the whole',
    () =>
      datasetOf({ rows: (_, start, end) => iterate(ROWS.slice(start, end).map((row, index) => ({ ...row, index }))) }),
  ],
  [
    'includes the end',
    'reads from a row to a row what it reads of the whole',
    () => datasetOf({ rows: (_, start = 0, end = 4) => iterate(ROWS.slice(start, end + 1)) }),
  ],
  [
    'counts from the back',
    'reads from a row to a row what it reads of the whole',
    () => datasetOf({ rows: (_, start, end) => iterate(end === 0 ? ROWS.slice(-1) : ROWS.slice(start, end)) }),
  ],
  [
    'has random ids',
    'gives the same rows every time, from every instance',
    () => datasetOf({ rows: () => iterate(ROWS.map((row) => ({ ...row, id: `${reads++}` }))) }),
  ],
  [
    'has stamps that always change',
    'gives the same rows every time, from every instance',
    () => datasetOf({ stamp: async () => `${stamps++}` }),
  ],
  [
    'can be read once',
    'can be left early, and read twice at a time',
    () => {
      const all = iterate(ROWS);
      return datasetOf({ rows: () => all });
    },
  ],
  [
    'counts wrongly',
    'counts its rows and hashes their content',
    () => datasetOf({ summarize: async () => ({ rows: 4, contentHash: '0123456789abcdef' }) }),
  ],
  ['takes any split', 'says in a coded error that a split is missing', () => datasetOf({ rows: () => iterate(ROWS) })],
];

describe('the cases for datasets', () => {
  it('pass for one that keeps the contract', async () => {
    const options = { create: () => datasetOf({ stamp: async () => 'same' }), missingSplit: 'train' };
    expect(await brokenCases(datasetContract(options))).toEqual([]);
  });

  for (const [flaw, complaint, create] of BROKEN) {
    it(`find one that ${flaw}`, async () => {
      expect(await brokenCases(datasetContract({ create, missingSplit: 'train' }))).toContain(complaint);
    });
  }
});
