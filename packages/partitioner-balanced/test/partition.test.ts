import fc from 'fast-check';
import { createPlugin } from 'oc-conformance';
import { countOf, type DatasetInfo, type TaskDraft } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import balanced from '../src/index.ts';

function dataset(abbr: string, size: number, secondsPerSample: number): DatasetInfo {
  return { abbr, size, pending: [{ start: 0, end: size }], mode: 'gen', secondsPerSample };
}

async function tasksOf(datasets: readonly DatasetInfo[], workers: number, options = {}): Promise<TaskDraft[]> {
  const partitioner = await createPlugin(balanced, options);
  return [...partitioner.partition({ model: { abbr: 'm' }, datasets, workers })];
}

/** Whoever is free first takes the next task: seconds until the last one ends. */
function makespan(tasks: readonly TaskDraft[], workers: number): number {
  const free = new Array<number>(workers).fill(0);
  for (const { cost } of tasks) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] as number) + cost;
  }
  return Math.max(...free);
}

function parted<Item>(items: readonly Item[], count: number): [Item[], Item[]] {
  return [items.slice(0, count), items.slice(count)];
}

describe('balanced tasks', () => {
  it('come longest first behind a probe of each dataset, about twenty to a worker, and fill the workers evenly', async () => {
    const datasets = [dataset('a', 10_000, 0.3), dataset('b', 500, 4), dataset('c', 50_000, 0.02)];
    const [probes, tasks] = parted(await tasksOf(datasets, 8), 3);
    expect(probes.map(({ parts }) => parts[0]?.dataset)).toEqual(['a', 'b', 'c']);
    const costs = tasks.map(({ cost }) => cost);
    expect(Math.max(...probes.map(({ cost }) => cost))).toBeLessThan((costs[0] as number) / 5);
    expect(costs).toEqual(costs.toSorted((x, y) => y - x));
    expect(tasks.length / 8).toBeGreaterThan(15);
    expect(tasks.length / 8).toBeLessThan(30);
    expect(makespan([...probes, ...tasks], 8)).toBeLessThan((1.01 * (3_000 + 2_000 + 1_000)) / 8);
  });

  it('cost what their samples take', async () => {
    const tasks = await tasksOf([dataset('a', 1_000, 0.5), dataset('b', 30, 2)], 4);
    for (const { parts, cost } of tasks) {
      const seconds = parts.map(({ dataset: abbr, start, end }) => (end - start) * (abbr === 'a' ? 0.5 : 2));
      expect(cost).toBeCloseTo(
        seconds.reduce((sum, each) => sum + each, 0),
        9,
      );
    }
  });

  it('begin without probes where a worker is alone, or datasets are small', async () => {
    const datasets = [dataset('a', 10_000, 0.3), dataset('b', 500, 4)];
    const alone = (await tasksOf(datasets, 1)).map(({ cost }) => cost);
    expect(alone).toEqual(alone.toSorted((x, y) => y - x));
    const small = Array.from({ length: 400 }, (_, i) => dataset(`s${i}`, 10, 0.1));
    expect((await tasksOf(small, 4))[0]?.parts[0]).toEqual({ dataset: 's0', start: 0, end: 10 });
  });

  it('have small datasets whole and together', async () => {
    const small = Array.from({ length: 400 }, (_, i) => dataset(`s${i}`, 10, 0.1));
    const tasks = await tasksOf(small, 4);
    expect(tasks.length).toBeLessThan(150);
    for (const { parts } of tasks) for (const { start, end } of parts) expect([start, end]).toEqual([0, 10]);
  });

  it('are not shorter than the shortest slice, however many workers there are', async () => {
    const tasks = await tasksOf([dataset('a', 100, 1)], 50, { min_task_seconds: 10 });
    expect(tasks.map(({ cost }) => cost)).not.toContainEqual(expect.toSatisfy((cost: number) => cost < 2));
    expect(await tasksOf([dataset('a', 100, 1)], 1_000)).toHaveLength(100);
  });

  it('hold every pending sample once, whatever samples take', async () => {
    const info = fc.record({
      size: fc.integer({ min: 1, max: 300 }),
      seconds: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(info, { maxLength: 12 }), fc.integer({ min: 1, max: 100 }), async (infos, workers) => {
        const datasets = infos.map(({ size, seconds }, i) => dataset(`d${i}`, size, seconds));
        const parts = (await tasksOf(datasets, workers)).flatMap((task) => task.parts);
        for (const { abbr, size } of datasets) {
          const own = parts.filter((each) => each.dataset === abbr).toSorted((x, y) => x.start - y.start);
          expect(countOf(own)).toBe(size);
          expect(own.map(({ start }) => start)).toEqual([0, ...own.slice(0, -1).map(({ end }) => end)]);
        }
      }),
    );
  });

  it('are planned in no time for a thousand datasets, a million samples and 512 workers', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => dataset(`d${i}`, 1_000, 0.1 + (i % 7) / 10));
    const tasks = await tasksOf(many, 512);
    // Counted, not timed: as many tasks as workers have use for.
    expect(tasks.length).toBeLessThan(40 * 512);
  });
});
