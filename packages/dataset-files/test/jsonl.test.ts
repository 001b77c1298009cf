import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines } from '../src/jsonl/lines.ts';
import { inChunks, rowArbitrary } from './support/arbitraries.ts';
import { columnsOf, datasetOf, failureOf } from './support/files.ts';

describe('files/jsonl', () => {
  it('gives back every list of objects, whatever the line ends and blank lines between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { maxLength: 8 }),
        fc.array(fc.constantFrom('\n', '\r\n', '\n\n', '\n \t\r\n'), { minLength: 8, maxLength: 8 }),
        fc.constantFrom('', '\uFEFF'),
        async (rows, ends, start) => {
          const text = start + rows.map((row, index) => JSON.stringify(row) + ends[index]).join('');
          expect(await columnsOf(await datasetOf('jsonl', text))).toEqual(rows);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('finds the same lines however the bytes arrive, characters cut in two among them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowArbitrary, { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), async (rows, size) => {
        const text = `\uFEFF${rows.map((row) => JSON.stringify(row)).join('\r\n')}`;
        const found: unknown[] = [];
        for await (const batch of lines(inChunks(text, size), 'f')) {
          found.push(...batch.map(({ bytes }) => JSON.parse(bytes.toString())));
        }
        expect(found).toEqual(rows);
      }),
    );
  });

  it('takes a last line without a line feed', async () => {
    expect(await columnsOf(await datasetOf('jsonl', '{"a":1}\n{"a":2}'))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each(['', '\n', '\uFEFF', ' \r\n\t\n'])('has no rows in %j', async (text) => {
    expect(await columnsOf(await datasetOf('jsonl', text))).toEqual([]);
  });

  it('keeps a column named __proto__ a column', async () => {
    const [row] = await columnsOf(await datasetOf('jsonl', '{"__proto__": {"x": 1}}\n'));
    expect(Object.keys(row as object)).toEqual(['__proto__']);
  });

  it('reads a row that is longer than a chunk', async () => {
    const text = 'é'.repeat(300_000);
    expect(await columnsOf(await datasetOf('jsonl', `{"a":1}\n${JSON.stringify({ text })}\n{"a":2}`))).toEqual([
      { a: 1 },
      { text },
      { a: 2 },
    ]);
  });

  it('says the line and the start of a row that is not JSON', async () => {
    const failure = await failureOf(columnsOf(await datasetOf('jsonl', '{"a":1}\n\n{"a": NaN, "b": "text"}\n')));
    expect(failure.code).toBe('DATASET_ROW_INVALID');
    expect(failure.message).toMatch(/^data:3(:\d+)?: not JSON: \{"a": NaN, "b": "text"\}$/);
  });

  it('says the column where the parser knows it', async () => {
    const failure = await failureOf(columnsOf(await datasetOf('jsonl', '{"a":1}\n{"a":1,}\n')));
    expect(failure.message).toBe('data:2:8: not JSON: {"a":1,}');
  });

  it('shows only the start of a long row', async () => {
    const failure = await failureOf(columnsOf(await datasetOf('jsonl', `[${'x'.repeat(5000)}`)));
    expect(failure.message.length).toBeLessThan(130);
  });

  it.each(['[1]', '"text"', 'null', '7'])('refuses %s, which is no object', async (text) => {
    const failure = await failureOf(columnsOf(await datasetOf('jsonl', `{}\n${text}\n`)));
    expect(failure).toMatchObject({ code: 'DATASET_ROW_INVALID', message: `data:2:1: not an object: ${text}` });
  });

  it('refuses bytes that are not UTF-8 instead of changing them', async () => {
    const latin1 = Buffer.from('{"a":"ok"}\n{"a":"caf\u00e9"}\n', 'latin1');
    const failure = await failureOf(columnsOf(await datasetOf('jsonl', latin1)));
    expect(failure.message).toMatch(/^data:2:1: not UTF-8: \{"a":"caf/);
  });
});
