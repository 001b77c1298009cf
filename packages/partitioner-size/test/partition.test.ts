import fc from 'fast-check';
import { createPlugin } from 'oc-conformance';
import { countOf, type DatasetInfo, type Range, type TaskDraft } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import size from '../src/index.ts';

async function tasksOf(datasets: readonly DatasetInfo[], options = {}): Promise<TaskDraft[]> {
  const partitioner = await createPlugin(size, options);
  return [...partitioner.partition({ model: { abbr: 'm' }, datasets, workers: 1 })];
}

/** Tasks as `abbr:start-end` words. */
async function cuts(datasets: readonly DatasetInfo[], options = {}): Promise<string[][]> {
  const tasks = await tasksOf(datasets, options);
  return tasks.map(({ parts }) => parts.map(({ dataset, start, end }) => `${dataset}:${start}-${end}`));
}

function ppl(abbr: string, samples: number, labels: number): DatasetInfo {
  return { abbr, size: samples, pending: [{ start: 0, end: samples }], mode: 'ppl', labels };
}

function gen(abbr: string, samples: number): DatasetInfo {
  return { abbr, size: samples, pending: [{ start: 0, end: samples }], mode: 'gen' };
}

/** Size, factor, samples in a part, parts: OpenCompass's cuts at `max_task_size` 40000. */
const PUBLISHED = [
  [14042, 20, 1756, 8],
  [1319, 200, 189, 7],
  [10042, 4, 5021, 2],
  [10042, 3, 10042, 1],
  [2001, 20, 1001, 2],
  [4001, 20, 1334, 3],
  [5000, 200, 200, 25],
  [11873, 20, 1979, 6],
  [26529, 20, 1895, 14],
  [200, 200, 200, 1],
  [250, 200, 125, 2],
] as const;

describe('cuts', () => {
  for (const [samples, factor, step, parts] of PUBLISHED) {
    it(`cuts ${samples} samples of factor ${factor} into ${parts} of ${step}`, async () => {
      const expected = [...Array(parts).keys()].map((n) => [`d:${n * step}-${Math.min((n + 1) * step, samples)}`]);
      expect(await cuts([ppl('d', samples, factor)], { strategy: 'split' })).toEqual(expected);
    });
  }

  it('makes parts of one sample where one sample alone is above the limit', async () => {
    expect(await cuts([ppl('d', 3, 50_000)])).toEqual([['d:0-1'], ['d:1-2'], ['d:2-3']]);
  });

  it('leaves a dataset whole that costs just as much as a task may', async () => {
    expect(await cuts([gen('d', 2000)])).toEqual([['d:0-2000']]);
  });

  it('cuts through the gaps where samples are done, by the number of samples left', async () => {
    const pending = [
      { start: 10, end: 14 },
      { start: 20, end: 21 },
      { start: 30, end: 35 },
    ];
    const dataset: DatasetInfo = { abbr: 'd', size: 100, pending, mode: 'gen' };
    expect(await cuts([dataset], { max_task_size: 80 })).toEqual([['d:10-14'], ['d:20-21', 'd:30-33'], ['d:33-35']]);
  });

  it('takes no notice of known speeds', async () => {
    const slow = { ...gen('slow', 10), secondsPerSample: 1e6 };
    expect(await cuts([gen('d', 20), slow])).toEqual([['d:0-20', 'slow:0-10']]);
  });
});

describe('factors', () => {
  const costOf = async (dataset: DatasetInfo, options = {}) => (await tasksOf([dataset], options))[0]?.cost;

  it('counts a written answer as gen_task_coef', async () => {
    expect(await costOf(gen('d', 5))).toBe(100);
    expect(await costOf(gen('d', 5), { gen_task_coef: 7 })).toBe(35);
  });

  it('counts scored labels by their number, and as a written answer where that is not known', async () => {
    expect(await costOf(ppl('d', 5, 4))).toBe(20);
    const { labels: _, ...unknown } = ppl('d', 5, 4);
    expect(await costOf(unknown)).toBe(100);
  });

  const long = ['bbh-dyck', 'gsm8k', 'gsm8k_v2', 'math', 'mathbench', 'strategyqa', 'agieval-jec-qa-kd'];
  const longExactly = ['agieval-gaokao-mathcloze', 'agieval-math', 'lukaemon_mmlu_professional_law'];
  for (const abbr of [...long, ...longExactly]) {
    it(`counts ${abbr} ten times`, async () => expect(await costOf(gen(abbr, 5))).toBe(1000));
  }

  for (const abbr of ['GSM8K', 'my-gsm8k', 'agieval-math-2', 'professional_law_2', 'agieval-gaokao-mathqa', 'bb']) {
    it(`counts ${abbr} once`, async () => expect(await costOf(gen(abbr, 5))).toBe(100));
  }
});

describe('groups', () => {
  it('puts the most expensive first, and equal ones in the order given', async () => {
    expect(await cuts([gen('a', 5), gen('b', 9), gen('c', 5)], { strategy: 'split' })).toEqual([
      ['b:0-9'],
      ['a:0-5'],
      ['c:0-5'],
    ]);
  });

  it('fills a task until the next dataset would not fit, without looking for a smaller one', async () => {
    const datasets = [gen('a', 60), gen('b', 50), gen('c', 40), gen('d', 30)];
    expect(await cuts(datasets, { max_task_size: 2000 })).toEqual([['a:0-60'], ['b:0-50', 'c:0-40'], ['d:0-30']]);
  });

  it('fills a task to the brim', async () => {
    const datasets = [gen('a', 60), gen('b', 40), gen('c', 1)];
    expect(await cuts(datasets, { max_task_size: 2000 })).toEqual([['a:0-60', 'b:0-40'], ['c:0-1']]);
  });

  it('adds nothing to a share of a dataset that was cut, however small the share is', async () => {
    const datasets = [gen('a', 101), gen('b', 1)];
    expect(await cuts(datasets, { max_task_size: 2000 })).toEqual([['a:0-51'], ['a:51-101'], ['b:0-1']]);
  });

  it('tells core the true cost of a small share', async () => {
    const tasks = await tasksOf([ppl('d', 5, 2)], { max_task_size: 4 });
    expect(tasks.map(({ cost }) => cost)).toEqual([4, 4, 2]);
  });

  it('makes no task where nothing is left to do', async () => {
    expect(await cuts([{ ...gen('d', 10), pending: [] }])).toEqual([]);
  });
});

describe('any input', () => {
  const samples = fc
    .uniqueArray(fc.nat({ max: 400 }), { minLength: 2, maxLength: 12 })
    .map((points) => points.sort((a, b) => a - b))
    .map((points) => pairs(points));
  const dataset = fc.record({ pending: samples, labels: fc.integer({ min: 1, max: 5000 }), long: fc.boolean() });
  const options = fc.record({
    max_task_size: fc.integer({ min: 1, max: 5000 }),
    gen_task_coef: fc.integer({ min: 1, max: 100 }),
    strategy: fc.constantFrom('heuristic', 'split'),
  });

  it('goes into tasks that keep the limit, unless a task is a single sample', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(dataset, { maxLength: 6 }), options, async (drawn, chosen) => {
        const datasets = drawn.map(({ pending, labels, long }, n): DatasetInfo => {
          return { abbr: `${long ? 'math' : 'd'}-${n}`, size: 400, pending, mode: n % 2 ? 'gen' : 'ppl', labels };
        });
        const tasks = await tasksOf(datasets, chosen);
        for (const { parts, cost } of tasks) {
          expect(cost <= chosen.max_task_size || countOf(parts) === 1).toBe(true);
        }
        const pending = datasets.flatMap((each) => each.pending.flatMap((range) => samplesOf(each.abbr, range)));
        const placed = tasks.flatMap(({ parts }) => parts.flatMap((part) => samplesOf(part.dataset, part)));
        expect(placed.sort()).toEqual(pending.sort());
      }),
    );
  });
});

function pairs(points: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (let n = 0; n + 1 < points.length; n += 2) ranges.push({ start: points[n]!, end: points[n + 1]! });
  return ranges;
}

function samplesOf(abbr: string, { start, end }: Range): string[] {
  return Array.from({ length: end - start }, (_, n) => `${abbr} ${start + n}`);
}
