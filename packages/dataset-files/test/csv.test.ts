import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { records } from '../src/csv/records.ts';
import { inChunks } from './support/arbitraries.ts';
import { columnsOf, datasetOf, failureOf } from './support/files.ts';

const field = fc.string({ unit: fc.constantFrom(...'ab ,;"\n\r\té字😀'), maxLength: 6 });
const table = fc
  .integer({ min: 2, max: 4 })
  .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { maxLength: 6 }));

describe.each([
  ['csv', ','],
  ['tsv', '\t'],
] as const)('files/%s', (reader, delimiter) => {
  it('gives back every table that is quoted, whatever the line ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\uFEFF'),
        async (rows, end, start) => {
          const header = (rows[0] ?? ['a', 'b']).map((_, index) => `c${index}`);
          const text = start + [header, ...rows].map((fields) => fields.map(quoted).join(delimiter) + end).join('');
          const expected = rows.map((fields) => Object.fromEntries(fields.map((value, index) => [`c${index}`, value])));
          expect(await columnsOf(await datasetOf(reader, text))).toEqual(expected);
        },
      ),
    );
  });
});

describe('files/csv', () => {
  it('knows the line of every record, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n', '\n\n'),
        fc.integer({ min: 1, max: 9 }),
        async (rows, end, size) => {
          const texts = rows.map((fields) => fields.map(quoted).join(',') + end);
          const found: number[] = [];
          const dialect = { delimiter: ',', quote: '"' };
          for await (const { line } of records(inChunks(texts.join(''), size), 'f', dialect)) found.push(line);
          const starts = texts.map((_, index) => 1 + breaksIn(texts.slice(0, index).join('')));
          expect(found).toEqual(starts);
        },
      ),
    );
  });

  it('takes names from header for a file that has none, other delimiters, and quotes as plain text', async () => {
    const dataset = await datasetOf('csv', 'say "hi";2\n"x;3\n', {
      delimiter: ';',
      quote: '',
      header: ['a', '__proto__'],
    });
    expect((await columnsOf(dataset)).map((row) => Object.entries(row as object))).toEqual([
      [
        ['a', 'say "hi"'],
        ['__proto__', '2'],
      ],
      [
        ['a', '"x'],
        ['__proto__', '3'],
      ],
    ]);
  });

  it.each(['', '\n\n', 'a,b', 'a,b\r\n\r\n', '\uFEFF'])('has no rows in %j', async (text) => {
    expect(await columnsOf(await datasetOf('csv', text))).toEqual([]);
  });

  it.each([
    ['a,b\n1,2\n\n1,2,3\n', 'data:4: 3 fields, but 2 columns: 1 | 2 | 3'],
    ['a,b\n"1\r\nx",2\n1\n', 'data:4: 1 fields, but 2 columns: 1'],
    ['a,b,a\n1,2,3\n', 'data:1: two columns are named "a": a | b | a'],
    ['a,b\n1,"x\r\ny"\r\n\r\n1,"x" y\n', 'data:5: text behind a closing quote: "x" y'],
    ['a,b\n1,2\n1,x "y"\n', 'data:3: a quote inside a field that does not start with one: x "y"'],
    ['a,b\n1,2\n\n"x" y,2\n', 'data:4: text behind a closing quote: "x" y,2'],
    ['a,b\n1,2\n\n1,"x\n2,3\n', 'data:4: a quote that is never closed: "x 2,3'],
  ])('says where %j is broken', async (text, message) => {
    expect(await failureOf(columnsOf(await datasetOf('csv', text)))).toMatchObject({
      code: 'DATASET_ROW_INVALID',
      message,
    });
  });

  it('refuses bytes that are not UTF-8 instead of changing them', async () => {
    const failure = await failureOf(
      columnsOf(await datasetOf('csv', Buffer.from('a,b\n1,2\n1,caf\u00e9\n', 'latin1'))),
    );
    expect(failure.message).toMatch(/^data:3: not UTF-8: 1 \| caf/);
  });
});

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function breaksIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
