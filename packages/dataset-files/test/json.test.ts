import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elements } from '../src/json/elements.ts';
import { inChunks, rowArbitrary } from './support/arbitraries.ts';
import { columnsOf, datasetOf, failureOf } from './support/files.ts';

describe('files/json', () => {
  it('gives back every array of objects, however it is laid out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { maxLength: 6 }),
        fc.constantFrom(0, 2, '\r\n'),
        fc.constantFrom('', '\uFEFF'),
        async (rows, indent, start) => {
          const text = start + JSON.stringify(rows, null, indent);
          expect(await columnsOf(await datasetOf('json', text))).toEqual(rows);
        },
      ),
    );
  });

  it('finds an array at any path, among anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { maxLength: 4 }),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).filter(isPlainKey), {
          minLength: 1,
          maxLength: 3,
        }),
        rowArbitrary,
        fc.integer({ min: 1, max: 9 }),
        async (rows, path, other, size) => {
          const nested = path.reduceRight<unknown>(
            (value, key) => ({ ...other, [key]: value, ...after(other, path) }),
            rows,
          );
          const found: unknown[] = [];
          for await (const batch of elements(inChunks(JSON.stringify(nested), size), 'f', path)) {
            found.push(...batch.map(({ bytes }) => JSON.parse(bytes.toString())));
          }
          expect(found).toEqual(rows);
        },
      ),
    );
  });

  it('finds rows_path through keys that are escaped and decoys that are deeper', async () => {
    const text = '{"x": {"data": [{"no": 1}]}, "y": "data", "d\\u0061ta": {"items": [{"yes": 1}]}, "z": [}';
    expect(await columnsOf(await datasetOf('json', text, { rows_path: 'data.items' }))).toEqual([{ yes: 1 }]);
  });

  it.each(['', ' \n', '[]', ' [ \n ] \n'])('has no rows in %j', async (text) => {
    expect(await columnsOf(await datasetOf('json', text))).toEqual([]);
  });

  it.each([
    ['{"data": []}', undefined, 'data:1:1: the file does not hold an array of rows, but an object'],
    ['"text"', undefined, 'data:1:1: the file does not hold an array of rows, but text'],
    ['{"a": 1}', 'data', 'data:1:8: no array of rows at rows_path "data": there is no key "data"'],
    ['{"data": 1}', 'data', 'data:1:10: no array of rows at rows_path "data": a single value'],
    ['{"data": [', 'data.items', 'data:1:10: no array of rows at rows_path "data.items": an array'],
    ['{"a": {', 'data', 'data:1:8: no array of rows at rows_path "data": the file ends before it'],
  ])('says of %s with rows_path %s what is there instead', async (text, rows_path, message) => {
    const options = rows_path === undefined ? {} : { rows_path };
    const failure = await failureOf((await datasetOf('json', text, options)).summarize('test'));
    expect(failure).toMatchObject({ code: 'DATASET_ROWS_NOT_FOUND', message });
  });

  it.each([
    ['[{"a":1},\n {"b":2', 'data:2:2: the file ends inside the array: {"b":2'],
    ['[{"a":1},\n]', 'data:2:1: a comma without a row: ,'],
    ['[,{"a":1}]', 'data:1:2: a comma without a row: ,'],
    ['[{"a":1}]\n[2]', 'data:2:1: text behind the array: ['],
    ['[{"a":1}, 3]', 'data:1:11: not an object: 3'],
    ['[{"a":1}\n{"b":2}]', 'data:2:1: not JSON: {"a":1} {"b":2}'],
    ['[{\n "a":1,\n}]', 'data:3:1: not JSON: { "a":1, }'],
  ])('says where %j is broken', async (text, message) => {
    expect(await failureOf(columnsOf(await datasetOf('json', text)))).toMatchObject({
      code: 'DATASET_ROW_INVALID',
      message,
    });
  });

  it('ends on any bytes with rows or a coded error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'[]{},:"\\ a1\n'), maxLength: 20 }), async (text) => {
        const dataset = await datasetOf('json', text);
        await columnsOf(dataset).catch(async (error) => failureOf(Promise.reject(error)));
      }),
    );
  });
});

function isPlainKey(key: string): boolean {
  return !key.includes('.') && key !== '__proto__' && String(Number.parseInt(key, 10)) !== key;
}

/** Columns that come behind the path's key, whatever the order of `other`. */
function after(other: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  return path.some((key) => Object.hasOwn(other, key)) ? {} : { '9 behind': other };
}
