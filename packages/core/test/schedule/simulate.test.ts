import { createPlugin } from 'oc-conformance';
import balanced from 'oc-partitioner-balanced';
import type { DatasetInfo } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { type SimulatedModel, simulate } from '../../src/schedule/simulate.ts';

/** Sizes and seconds per sample, and how wrong the plan is about the latter. */
type Suite = readonly (readonly [name: string, size: number, seconds: number, wrong: number])[];

const SUITE: Suite = [
  ['huge', 9_000, 0.4, 1 / 3],
  ['long', 300, 6, 4],
  ['wide', 4_000, 0.1, 1],
  ...Array.from({ length: 40 }, (_, i) => [`s${i}`, 20 + i, 0.5, i % 2 ? 3 : 1 / 3] as const),
];

async function modelOf(suite: Suite, workers: number, isRight = false): Promise<SimulatedModel> {
  const estimates = new Map(suite.map(([name, , seconds, wrong]) => [name, isRight ? seconds : seconds * wrong]));
  const datasets = suite.map(([abbr, size]): DatasetInfo => {
    const secondsPerSample = estimates.get(abbr) as number;
    return { abbr, size, pending: [{ start: 0, end: size }], mode: 'gen', secondsPerSample };
  });
  const partitioner = await createPlugin(balanced, {});
  const tasks = [...partitioner.partition({ model: { abbr: 'm' }, datasets, workers })];
  const truth = new Map(suite.map(([name, , seconds]) => [name, seconds]));
  return { tasks, estimates, truth, loadSeconds: 60, gpus: 1, maxWorkers: workers };
}

const secondsIn = (suite: Suite) => suite.reduce((sum, [, size, seconds]) => sum + size * seconds, 0);
const samplesIn = (suite: Suite) => suite.reduce((sum, [, size]) => sum + size, 0);

describe('a simulated run', () => {
  it.each([8, 64])('of %i workers ends within 2 percent of the bound, be the plan right or wrong', async (workers) => {
    const bound = secondsIn(SUITE) / workers + 60;
    for (const isRight of [true, false]) {
      const models = [await modelOf(SUITE, workers, isRight)];
      const { makespan, samples, loads } = simulate({ models, workers, gpus: Infinity, divisible: true });
      expect(samples).toBe(samplesIn(SUITE));
      expect(loads).toBe(workers);
      expect(makespan).toBeGreaterThanOrEqual(bound - 1e-6);
      expect(makespan / bound).toBeLessThan(1.02);
    }
  });

  it('takes much longer where a wrong plan is not corrected', async () => {
    // Thought to be an answer of half a second each, and small.
    const models = [
      await modelOf(
        [
          ['hidden', 400, 30, 1 / 60],
          ['plain', 20_000, 0.2, 1],
        ],
        8,
      ),
    ];
    const run = (divisible: boolean) => simulate({ models, workers: 8, gpus: Infinity, divisible }).makespan;
    expect(run(false)).toBeGreaterThan(1.1 * run(true));
  });

  it('takes as long as its longest sample where that is longest', async () => {
    const suite: Suite = [
      ['one', 1, 1_000, 1],
      ['many', 500, 1, 1],
    ];
    const models = [await modelOf(suite, 8)];
    const { makespan } = simulate({ models, workers: 8, gpus: Infinity, divisible: true });
    expect(makespan).toBeCloseTo(1_060, 6);
  });

  it('gives the workers of models that are done to those that are not, within the GPUs', async () => {
    const small = await modelOf([['a', 400, 1, 1]], 8);
    const large = { ...(await modelOf([['b', 4_000, 1, 1]], 8)), gpus: 2 };
    const { makespan, samples, gpuSeconds } = simulate({
      models: [small, large],
      workers: 8,
      gpus: 8,
      divisible: true,
    });
    expect(samples).toBe(4_400);
    // All GPUs at work would take 60 + (400 + 2 * 4000) / 8.
    expect(makespan).toBeLessThan(1.25 * 1_110);
    expect(gpuSeconds).toBeLessThanOrEqual(8 * makespan + 1e-6);
  });

  it.each(
    [8, 64].flatMap((workers) =>
      [1e-6, 1e6].flatMap((factor) =>
        ['one dataset', 'every dataset', 'the load', 'all'].map((what) => [workers, what, factor] as const),
      ),
    ),
  )(
    'of %i workers that believes %s to take %d times as long takes no more than twice the bound',
    async (workers, what, factor) => {
      const wrong = (name: string) =>
        what === 'every dataset' || what === 'all' || (what === 'one dataset' && name === 'long') ? factor : 1;
      const suite: Suite = SUITE.map(([name, size, seconds]) => [name, size, seconds, wrong(name)]);
      const loadEstimate = what === 'the load' || what === 'all' ? 60 * factor : 60;
      const models = [{ ...(await modelOf(suite, workers)), loadEstimate }];
      const { makespan, samples, loads } = simulate({ models, workers, gpus: Infinity, divisible: true });
      expect(samples).toBe(samplesIn(SUITE));
      expect(makespan).toBeLessThan(2 * (secondsIn(SUITE) / workers + 60));
      expect(loads).toBeLessThanOrEqual(2 * workers);
    },
  );

  it('loads the model for every task where tasks are processes', async () => {
    const models = [await modelOf(SUITE, 8, true)];
    const { loads, makespan } = simulate({ models, workers: 8, gpus: Infinity, reloads: true });
    expect(loads).toBe(models[0]?.tasks.length);
    expect(makespan).toBeGreaterThan(secondsIn(SUITE) / 8 + (60 * loads) / 8 - 60);
  });
});
