import { describe, expect, it } from 'vitest';
import { describeCommand, shellWord } from '../src/shell-words.ts';

describe('a word of a shell', () => {
  it('is quoted where a shell would take it for something else', () => {
    expect(['a/b-c:1', '', 'a b', "it's", '$HOME'].map(shellWord)).toEqual([
      'a/b-c:1',
      "''",
      "'a b'",
      "'it'\\''s'",
      "'$HOME'",
    ]);
  });
});

describe('a described command', () => {
  it('has its variables first, and is one line whatever it holds', () => {
    expect(describeCommand(['node', '-e', "a\n'b'\t\u0007"], { A: '1 2' })).toBe(
      "A='1 2' node -e $'a\\n\\'b\\'\\t\\x07'",
    );
  });
});
