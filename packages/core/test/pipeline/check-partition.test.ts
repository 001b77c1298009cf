import type { DatasetInfo, TaskDraft } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { checkPartition } from '../../src/pipeline/check-partition.ts';

const datasets: DatasetInfo[] = [
  { abbr: 'a', size: 10, pending: [{ start: 0, end: 10 }], mode: 'gen' },
  {
    abbr: 'b',
    size: 20,
    pending: [
      { start: 2, end: 5 },
      { start: 8, end: 20 },
    ],
    mode: 'gen',
  },
];

describe('checkPartition', () => {
  it('takes any cut that covers every pending sample once', () => {
    expect(() => check(['a', 0, 4], ['b', 8, 20], ['a', 4, 10], ['b', 2, 5])).not.toThrow();
  });

  const cases: [string, string][] = [
    ['a sample is lost', 'a 0 9, b 2 5, b 8 20'],
    ['a sample is in two tasks', 'a 0 6, a 5 10, b 2 5, b 8 20'],
    ['an answered sample is asked again', 'a 0 10, b 2 20'],
    ['a dataset is left out', 'a 0 10'],
    ['a dataset is made up', 'a 0 10, b 2 5, b 8 20, c 0 1'],
  ];
  it.each(cases)('refuses where %s', (_, parts) => {
    const cut = parts.split(', ').map((part): [string, number, number] => {
      const [dataset = '', start, end] = part.split(' ');
      return [dataset, Number(start), Number(end)];
    });
    expect(() => check(...cut)).toThrow(/does not cover . exactly once/);
  });
});

function check(...parts: readonly [string, number, number][]): void {
  const drafts: TaskDraft[] = parts.map(([dataset, start, end]) => ({ parts: [{ dataset, start, end }], cost: 1 }));
  checkPartition('mine', datasets, drafts);
}
