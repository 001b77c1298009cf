import { describe, expect, it } from 'vitest';
import { all, datasetOf, failureOf } from './support/files.ts';

const rows = [
  { q: 'one', A: 'a', B: 'b', C: 'c', D: 'd', answer: 'B' },
  { q: 'two', A: 'e', B: 'f', C: 'g', D: 'h', answer: 'D' },
];
const circular = async (data: readonly object[], options: object = {}) =>
  await datasetOf('jsonl', data.map((row) => `${JSON.stringify(row)}\n`).join(''), { circular: 'answer', ...options });

describe('circular', () => {
  it('gives every row four times, with its options turned and the letter of the right one along with them', async () => {
    const found = (await all((await circular(rows)).rows('test'))).map(({ row }) => Object.values(row));
    expect(found.slice(0, 5)).toEqual([
      ['one', 'a', 'b', 'c', 'd', '0--B--ABCD'],
      ['one', 'b', 'c', 'd', 'a', '0--A--BCDA'],
      ['one', 'c', 'd', 'a', 'b', '0--D--CDAB'],
      ['one', 'd', 'a', 'b', 'c', '0--C--DABC'],
      ['two', 'e', 'f', 'g', 'h', '1--D--ABCD'],
    ]);
    expect(found).toHaveLength(8);
  });

  it('reads from any row to any other, and counts and hashes them as others than those of the file', async () => {
    const [turned, plain] = [await circular(rows), await circular(rows, { circular: undefined })];
    const whole = await all(turned.rows('test'));
    for (const [start, end] of [
      [0, 8],
      [3, 5],
      [2, 2],
      [5, 99],
    ] as const) {
      expect(await all(turned.rows('test', start, end))).toEqual(whole.slice(start, end));
    }
    expect(whole.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(8);
    const [a, b] = [await turned.summarize('test'), await plain.summarize('test')];
    expect([a.rows, b.rows, a.contentHash === b.contentHash]).toEqual([8, 2, false]);
  });

  it.each([
    [{ ...rows[0], answer: 'E' }, 'row 1 cannot be turned: "answer" is "E"'],
    [{ ...rows[0], answer: '' }, '"answer" is ""'],
    [{ ...rows[0], answer: 'AB' }, '"answer" is "AB"'],
    [{ ...rows[0], answer: undefined }, '"answer" is not there'],
    [{ ...rows[0], C: undefined }, 'it has no column "C"'],
  ])('names a row that cannot be turned: %j', async (row, message) => {
    const failure = failureOf(all((await circular([rows[1] as object, row])).rows('test')));
    expect(await failure).toMatchObject({
      code: 'DATASET_NOT_CIRCULAR',
      message: expect.stringContaining(message),
    });
  });
});
