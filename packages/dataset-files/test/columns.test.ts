import { describe, expect, it } from 'vitest';
import { all, datasetOf, failureOf } from './support/files.ts';

async function made(rows: readonly object[], options: Record<string, unknown>): Promise<unknown[]> {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const found = await all((await datasetOf('jsonl', text, options)).rows('test'));
  return found.map(({ row }) => row);
}

const mcq = {
  q: 'Who?',
  choices: { text: ['Ann', 'Bob', 'Cid'], label: ['1', '2', '3'], pairs: [{ n: { x: 1 } }, { n: { x: 2 } }] },
  key: '2',
  keys: [1, 3],
  none: [],
};

describe('columns', () => {
  it.each([
    ['a path', 'choices.text.0', 'Ann'],
    ['a list written out', { list: 'choices.text', item: '({letter}) {value}', join: ' ' }, '(A) Ann (B) Bob (C) Cid'],
    ['the letter of a value', { letter_of: 'key', in: 'choices.label' }, 'B'],
    ['the letter of a number', { letter: 'key', first: 1 }, 'B'],
    ['the letters of several numbers', { letter: 'keys', first: 1 }, 'AC'],
    ['a value where there are no numbers', { letter: 'none', otherwise: '-' }, '-'],
    ['a map', { of: 'key', map: { 1: 'one', 2: 'two' } }, 'two'],
    ['a map with another value otherwise', { of: 'key', map: { 1: 'one' }, otherwise: 'many' }, 'many'],
    ['a template', { template: '{q} {choices.text.1} {nothing}' }, 'Who? Bob {nothing}'],
    ['a text with something put in', { replace: 'q', text: '?', with: ' is {key}?' }, 'Who is 2?'],
    ['another value for an empty list', { of: 'none', if_empty: ['nobody'] }, ['nobody']],
    ['a value of every item', { each: 'choices.pairs', take: 'n.x' }, [1, 2]],
    ['a cut', { of: 'q', before: '?' }, 'Who'],
  ])('may be %s', async (_, rule, value) => {
    expect(await made([mcq], { columns: { new: rule } })).toEqual([{ ...mcq, new: value }]);
  });

  it('cut before and after, first and last, and trim', async () => {
    const row = { a: 'x # y # z ', b: 'the last word' };
    const columns = {
      first: { of: 'a', before: '#' },
      last: { of: 'a', after_last: '#', trim: true },
      middle: { of: 'a', after: '#', before_last: '#' },
      word: { of: 'b', after_last: ' ' },
    };
    expect(await made([row], { columns })).toEqual([{ ...row, first: 'x ', last: 'z', middle: ' y ', word: 'word' }]);
  });

  it('may use those before them, and stand for a column of the file', async () => {
    const columns = { key: { letter_of: 'key', in: 'choices.label' }, line: { template: '{key}!' } };
    expect(await made([mcq], { columns })).toEqual([{ ...mcq, key: 'B', line: 'B!' }]);
  });

  it('turn options by one more place in every row', async () => {
    const rows = [0, 1, 2, 3].map(() => ({ right: 'r', w1: 'x', w2: 'y' }));
    const columns = { options: { rotate: ['right', 'w1', 'w2'] }, answer: { letter_of: 'right', in: 'options' } };
    expect((await made(rows, { columns })).map((row) => (row as { answer: string }).answer)).toEqual([
      'A',
      'C',
      'B',
      'A',
    ]);
  });

  it('turn a list of the row, however long it is', async () => {
    const rows = [
      ['r', 'x'],
      ['r', 'x', 'y'],
      ['r', 'x', 'y'],
    ].map((all) => ({ all }));
    const columns = { turned: { rotate: 'all' }, answer: { letter_of: 'all.0', in: 'turned' } };
    expect(await made(rows, { columns })).toEqual([
      { all: ['r', 'x'], turned: ['r', 'x'], answer: 'A' },
      { all: ['r', 'x', 'y'], turned: ['x', 'y', 'r'], answer: 'C' },
      { all: ['r', 'x', 'y'], turned: ['y', 'r', 'x'], answer: 'B' },
    ]);
  });

  it.each([
    [{ new: 'nothing.text' }, 'no column "new" for this row: there is no "nothing.text"'],
    [{ new: { of: 'key', map: { 1: 'x' } } }, '"key" is "2", which is not in its map (1)'],
    [{ new: { of: 'q', after: '#' } }, 'nothing to cut "q" at'],
    [{ new: { letter_of: 'q', in: 'choices.text' } }, '"choices.text" does not hold "Who?"'],
    [{ new: { letter: 'q' } }, '"q" is no place in the alphabet'],
    [{ new: { letter: 'none' } }, '"none" is an empty list'],
    [{ new: { letter: 'keys', first: 2 } }, '"keys" is no place in the alphabet'],
    [{ new: { list: 'q' } }, '"q" is no list'],
    [{ new: { rotate: ['q', 'x'] } }, 'there is no "x"'],
    [{ new: { rotate: 'q' } }, '"q" is no list'],
    [{ new: { each: 'q', take: 'x' } }, '"q" is no list'],
    [{ new: { each: 'choices.pairs', take: 'y' } }, 'there is no "choices.pairs.0.y"'],
  ])('name the row that they cannot be made of: %j', async (columns, problem) => {
    expect(await failureOf(made([mcq], { columns }))).toMatchObject({
      code: 'DATASET_COLUMN_UNDERIVABLE',
      message: expect.stringMatching(/^data:1:1: /),
      details: expect.stringContaining('The row has: q, choices, key, keys, none.'),
    });
    await expect(made([mcq], { columns })).rejects.toThrow(problem);
  });

  it('never reach what is no column', async () => {
    for (const path of ['constructor', 'q.length.constructor', '__proto__', 'choices.toString'])
      expect((await failureOf(made([mcq], { columns: { new: path } }))).code).toBe('DATASET_COLUMN_UNDERIVABLE');
  });

  it('change the content hash with what they say', async () => {
    const hash = async (options: object) =>
      (await (await datasetOf('jsonl', '{"a":1}', { ...options })).summarize('test')).contentHash;
    const hashes = [{}, { columns: { b: 'a' } }, { columns: { b: { of: 'a' } } }, { where: { a: 1 } }].map(hash);
    expect(new Set(await Promise.all(hashes)).size).toBe(4);
  });
});

describe('where', () => {
  const rows = ['en-1', 'de-1', 'en-2', 'fr-1'].map((id, n) => ({ id, n }));
  const text = rows.map((row) => JSON.stringify(row)).join('\n');

  it.each([
    [{ n: 2 }, ['en-2']],
    [{ id: 'en-*' }, ['en-1', 'en-2']],
    [{ id: ['de-1', 'fr-*'] }, ['de-1', 'fr-1']],
    [{ id: '*-1', n: [1, 2] }, ['de-1']],
    [{ none: 'x' }, []],
  ])('%j takes the rows that fit, numbers them anew and counts them', async (where, ids) => {
    const dataset = await datasetOf('jsonl', text, { where });
    const found = await all(dataset.rows('test'));
    expect(found.map(({ row }) => row.id)).toEqual(ids);
    expect(found.map(({ index }) => index)).toEqual([...ids.keys()]);
    expect((await dataset.summarize('test')).rows).toBe(ids.length);
    expect(await all(dataset.rows('test', 1))).toEqual(found.slice(1));
  });
});
