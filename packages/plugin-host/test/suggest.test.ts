import { describe, expect, it } from 'vitest';
import { suggest } from '../src/index.ts';

describe('suggest', () => {
  it.each([
    ['temprature', 'temperature'],
    ['max-out-len', 'max_out_len'],
    ['Temperature', 'temperature'],
    ['maxx_out_len', 'max_out_len'],
  ])('%s was meant to be %s', (word, expected) => {
    expect(suggest(word, ['path', 'temperature', 'max_out_len'])).toBe(expected);
  });

  it('keeps silent where nothing is near', () => {
    expect(suggest('gpu', ['temperature', 'max_out_len'])).toBeUndefined();
    expect(suggest('x', [])).toBeUndefined();
    expect(suggest('', ['a', 'abc'])).toBe('a');
  });
});
