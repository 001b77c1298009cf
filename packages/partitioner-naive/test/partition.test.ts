import { createPlugin } from 'oc-conformance';
import type { DatasetInfo, Range } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import naive from '../src/index.ts';

function gen(abbr: string, size: number, pending: readonly Range[] = [{ start: 0, end: size }]): DatasetInfo {
  return { abbr, size, pending, mode: 'gen' };
}

async function tasksOf(datasets: readonly DatasetInfo[], options = {}): Promise<unknown[]> {
  const partitioner = await createPlugin(naive, options);
  return [...partitioner.partition({ model: { abbr: 'm' }, datasets, workers: 8 })];
}

describe('the naive partitioner', () => {
  it('makes one task of every dataset, uncut, in the order given', async () => {
    expect(await tasksOf([gen('a', 5), gen('b', 1000)])).toEqual([
      { parts: [{ dataset: 'a', start: 0, end: 5 }], cost: 5 },
      { parts: [{ dataset: 'b', start: 0, end: 1000 }], cost: 1000 },
    ]);
  });

  it('puts n datasets into a task, counting those with samples left', async () => {
    const tasks = await tasksOf([gen('a', 1), gen('done', 9, []), gen('b', 2), gen('c', 3)], { n: 2 });
    expect(tasks).toEqual([
      {
        parts: [
          { dataset: 'a', start: 0, end: 1 },
          { dataset: 'b', start: 0, end: 2 },
        ],
        cost: 3,
      },
      { parts: [{ dataset: 'c', start: 0, end: 3 }], cost: 3 },
    ]);
  });

  it('gives a task one part for every stretch of samples left', async () => {
    const holes = [
      { start: 1, end: 2 },
      { start: 5, end: 9 },
    ];
    expect(await tasksOf([gen('a', 10, holes)])).toEqual([
      { parts: holes.map((range) => ({ dataset: 'a', ...range })), cost: 5 },
    ]);
  });
});
