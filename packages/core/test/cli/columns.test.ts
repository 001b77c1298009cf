import { describe, expect, it } from 'vitest';
import { alignColumns, tabbed } from '../../src/cli/columns.ts';

describe('columns', () => {
  it('are as wide as their widest cell, numbers to the right, the flexible one cut to fit', () => {
    const rows = [
      ['name', 'items', 'what it is', 'from'],
      ['a', '12,345', 'A text that is far too long for such a terminal', 'x.yaml'],
      ['数学', '1', '-', 'oc-configs'],
    ];
    expect(alignColumns(rows, { width: 44, flexible: 2, right: [1] })).toEqual([
      'name   items  what it is          from',
      'a     12,345  A text that is fa…  x.yaml',
      '数学       1  -                   oc-configs',
    ]);
  });

  it('keep something of the flexible one however narrow the terminal is', () => {
    const [line] = alignColumns([['a long name', 'and what it is']], { width: 5, flexible: 1 });
    expect(line).toBe('a long name  and what it…');
  });

  it('for programs have a tab between cells, and no other', () => {
    expect(tabbed([['a\tb', 'c\nd']])).toEqual(['a b\tc d']);
  });
});
