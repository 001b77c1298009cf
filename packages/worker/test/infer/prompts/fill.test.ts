import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill } from '../../../src/infer/prompts/fill.ts';

const all = { columns: undefined };

describe('filling a template', () => {
  it('puts columns in place of their names', () => {
    expect(fill('Q: {q}\nA: {a}', { q: 'why?', a: 42 }, all)).toBe('Q: why?\nA: 42');
  });

  it('goes over the text once: braces in a value are not filled in again', () => {
    expect(fill('{a} {b}', { a: '{b}', b: '{a}' }, all)).toBe('{b} {a}');
  });

  it('takes values as they are, with all that replacing gives a meaning to', () => {
    expect(fill('[{a}]', { a: "$& $1 $$ $` $'" }, all)).toBe("[$& $1 $$ $` $']");
  });

  it('keeps braces that name no column', () => {
    expect(fill('{unknown} {} {"a": {x}} \\frac{1}{2}', { x: 1 }, all)).toBe('{unknown} {} {"a": 1} \\frac{1}{2}');
  });

  it('fills only the columns that may be seen', () => {
    expect(fill('{a} {b}', { a: 1, b: 2 }, { columns: ['a'] })).toBe('1 {b}');
  });

  it('writes what stands for a hidden column whatever the row holds, and where it holds nothing', () => {
    expect(fill('A: {a}.', { a: 'secret' }, { columns: ['a'], hidden: { a: '' } })).toBe('A: .');
    expect(fill('A: {a}.', {}, { columns: undefined, hidden: { a: '?' } })).toBe('A: ?.');
  });

  it('does not take names that every object has for columns', () => {
    expect(fill('{toString} {constructor} {__proto__}', {}, { columns: undefined, hidden: {} })).toBe(
      '{toString} {constructor} {__proto__}',
    );
  });

  it('knows columns in every script', () => {
    expect(fill('{问题} {naïve} {a b}', { 问题: '答😀', naïve: 'ï', 'a b': '1' }, all)).toBe('答😀 ï 1');
  });

  it('writes lists and maps as JSON, nothing for null, and the rest as JavaScript does', () => {
    const row = { list: ['x', 1], map: { k: null }, nothing: null, missing: undefined, yes: true, number: 1.5 };
    expect(fill('{list} {map} {nothing}{missing}{yes} {number}', row, all)).toBe('["x",1] {"k":null} true 1.5');
  });

  it('gives back any value that stands between marks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(fill('<{v}>', { v: value }, all)).toBe(`<${value}>`);
      }),
    );
  });
});
