import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncate } from '../src/truncate.ts';

const BEGIN = 1;
const text = [BEGIN, 11, 12, 13, 14, 15, 16];

describe('a text that is too long', () => {
  it('loses its beginning, but for the token that begins every text', () => {
    expect(truncate(text, 4, 'none', BEGIN)).toEqual([BEGIN, 14, 15, 16]);
  });

  it('loses its beginning where texts begin with no such token', () => {
    expect(truncate(text.slice(1), 4, 'none', undefined)).toEqual([13, 14, 15, 16]);
    expect(truncate(text.slice(1), 4, 'none', BEGIN)).toEqual([13, 14, 15, 16]);
  });

  it('loses its middle', () => {
    expect(truncate(text, 4, 'mid', BEGIN)).toEqual([BEGIN, 11, 15, 16]);
    expect(truncate(text, 5, 'mid', BEGIN)).toEqual([BEGIN, 11, 12, 15, 16]);
  });

  it.each(['none', 'mid'] as const)('has exactly the tokens that fit (%s), in order and from the text', (mode) => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 60 }), fc.boolean(), (length, limit, begins) => {
        const tokens = Array.from({ length }, (_, position) => position);
        const kept = truncate(tokens, limit, mode, begins ? 0 : undefined);
        expect(kept).toHaveLength(Math.min(length, limit));
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect(tokens).toEqual(expect.arrayContaining([...kept]));
      }),
    );
  });
});
