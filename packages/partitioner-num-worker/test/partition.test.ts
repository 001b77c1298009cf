import fc from 'fast-check';
import { createPlugin } from 'oc-conformance';
import { countOf, type DatasetInfo } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import numWorker from '../src/index.ts';

/** Tasks as `abbr:start-end` words. */
async function cuts(datasets: readonly DatasetInfo[], options = {}, workers = 8): Promise<string[][]> {
  const partitioner = await createPlugin(numWorker, options);
  const tasks = [...partitioner.partition({ model: { abbr: 'm' }, datasets, workers })];
  return tasks.map(({ parts }) => parts.map(({ dataset, start, end }) => `${dataset}:${start}-${end}`));
}

function gen(abbr: string, samples: number): DatasetInfo {
  return { abbr, size: samples, pending: [{ start: 0, end: samples }], mode: 'gen' };
}

/** Size, num_split, samples in a part, parts, samples in the last part: OpenCompass's cuts at `min_task_size` 16. */
const PUBLISHED = [
  [1319, 8, 165, 8, 164],
  [100, 8, 16, 7, 4],
  [17, 8, 16, 2, 1],
  [16, 8, 16, 1, 16],
  [16, 1, 16, 1, 16],
  [9, 8, 9, 1, 9],
  [164, 8, 21, 8, 17],
  [128, 8, 16, 8, 16],
  [129, 8, 17, 8, 10],
  [1000, 3, 334, 3, 332],
  [33, 32, 16, 3, 1],
  [14042, 8, 1756, 8, 1750],
  [14042, 1, 14042, 1, 14042],
] as const;

describe('cuts', () => {
  for (const [samples, numSplit, step, parts, last] of PUBLISHED) {
    it(`cuts ${samples} samples by ${numSplit} into ${parts} of ${step}, the last of ${last}`, async () => {
      const expected = [...Array(parts).keys()].map((n) => [`d:${n * step}-${Math.min((n + 1) * step, samples)}`]);
      expect(expected.at(-1)).toEqual([`d:${samples - last}-${samples}`]);
      expect(await cuts([gen('d', samples)], { num_split: numSplit, strategy: 'split' })).toEqual(expected);
    });
  }

  it('cuts through the gaps where samples are done, by the number of samples left', async () => {
    const pending = [
      { start: 1, end: 3 },
      { start: 5, end: 6 },
      { start: 90, end: 94 },
    ];
    const dataset: DatasetInfo = { abbr: 'd', size: 100, pending, mode: 'gen' };
    expect(await cuts([dataset], { num_worker: 2, min_task_size: 1 })).toEqual([
      ['d:1-3', 'd:5-6', 'd:90-91'],
      ['d:91-94'],
    ]);
  });
});

describe('deals', () => {
  it('gives chunk i to worker i mod num_worker, datasets in the order given', async () => {
    const datasets = [gen('a', 40), gen('b', 5), gen('c', 20)];
    expect(await cuts(datasets, { num_worker: 2, num_split: 3 })).toEqual([
      ['a:0-16', 'a:32-40', 'c:0-16'],
      ['a:16-32', 'b:0-5', 'c:16-20'],
    ]);
  });

  it('makes no task without a chunk', async () => {
    expect(await cuts([gen('a', 10), gen('b', 10)], { num_worker: 5 })).toEqual([['a:0-10'], ['b:0-10']]);
    expect(await cuts([], { num_worker: 5 })).toEqual([]);
  });

  it('makes a task of every chunk where the strategy is split', async () => {
    const options = { num_worker: 2, num_split: 3, strategy: 'split' };
    expect(await cuts([gen('a', 40), gen('b', 5)], options)).toEqual([['a:0-16'], ['a:16-32'], ['a:32-40'], ['b:0-5']]);
  });

  it('counts samples as costs', async () => {
    const partitioner = await createPlugin(numWorker, { num_worker: 2 });
    const datasets = [gen('a', 35), gen('b', 5)];
    const tasks = [...partitioner.partition({ model: { abbr: 'm' }, datasets, workers: 8 })];
    expect(tasks.map(({ cost }) => cost)).toEqual([18 + 5, 17]);
  });

  it('takes the workers there are where num_worker is absent', async () => {
    expect(await cuts([gen('a', 90)], {}, 3)).toEqual([['a:0-30'], ['a:30-60'], ['a:60-90']]);
    expect(await cuts([gen('a', 90)], { num_worker: 2 }, 3)).toEqual([['a:0-45'], ['a:45-90']]);
  });
});

describe('any input', () => {
  const option = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });

  it('makes at most num_worker tasks, and no chunk below min_task_size but the last of a dataset', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 40 }), option, option, async (drawn, workers, split, least) => {
        const options = JSON.parse(JSON.stringify({ num_worker: workers, num_split: split, min_task_size: least }));
        const datasets = drawn.map((size, n) => (size > 0 ? gen(`d${n}`, size) : { ...gen(`d${n}`, 0), pending: [] }));
        const partitioner = await createPlugin(numWorker, options);
        const tasks = [...partitioner.partition({ model: { abbr: 'm' }, datasets, workers })];
        expect(tasks.length).toBeLessThanOrEqual(workers);
        for (const { abbr, size } of datasets) {
          const parts = tasks.flatMap((task) => task.parts.filter((part) => part.dataset === abbr));
          expect(countOf(parts)).toBe(size);
          expect(parts.length).toBeLessThanOrEqual(split ?? workers);
          const small = parts.filter(({ start, end }) => end - start < (least ?? 16));
          expect(small.every(({ end }) => end === size)).toBe(true);
        }
      }),
    );
  });
});
