import { describe, expect, it } from 'vitest';
import { commonContext } from '../../../src/infer/inferencers/labels.ts';

describe('what the texts of all labels begin with', () => {
  it.each([
    ['Q: x\nA: yes', 'Q: x\nA: no', 'Q: x\nA:'],
    ['a yes', 'a yellow', 'a'],
    ['yes', 'yellow', ''],
    ['a  b', 'a  c', 'a'],
    ['same text', 'same text', 'same'],
    ['', 'x', ''],
  ])('of %j and %j is %j: no word is divided', (one, other, common) => {
    expect(one.slice(0, commonContext([one, other]))).toBe(common);
  });

  it('is found at once in a text of nothing but blanks, which no pattern is', () => {
    const blanks = `x${' '.repeat(1_000_000)}`;
    // A pattern for the end of the text would be at it for minutes.
    expect(commonContext([`${blanks}yes`, `${blanks}no`])).toBe(1);
  });
});
