import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../src/canonical-hash.ts';

describe('canonicalHash', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalHash({ a: 1, b: { c: [1, { d: 2, e: 3 }], f: null } }, 16)).toBe(
      canonicalHash({ b: { f: null, c: [1, { e: 3, d: 2 }] }, a: 1 }, 16),
    );
  });

  it('depends on the order of lists, on types and on every value', () => {
    const values = [{ a: [1, 2] }, { a: [2, 1] }, { a: ['1', 2] }, { a: [1, 2], b: 0 }, [], {}, null, '', 'null', 0];
    expect(new Set(values.map((value) => canonicalHash(value, 16))).size).toBe(values.length);
  });

  it('takes what is undefined for absent', () => {
    expect(canonicalHash({ a: undefined, b: 1 }, 16)).toBe(canonicalHash({ b: 1 }, 16));
  });

  it('gives as many hex digits as asked for', () => {
    expect(canonicalHash('x', 6)).toMatch(/^[0-9a-f]{6}$/);
  });
});
