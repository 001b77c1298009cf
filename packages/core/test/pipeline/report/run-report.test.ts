import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/types.ts';
import { RunTokens } from '../../../src/costs/token-sums.ts';
import { runReport } from '../../../src/pipeline/report/run-report.ts';
import type { WorkerHistory } from '../../../src/pipeline/report/timelines.ts';

const LIMITS = { total: 2, of: () => 2, cpus: undefined, gpus: 2 };
const PRICE = { input: 1, output: 2, currency: 'EUR' };

function configOf(...models: object[]): Config {
  return { models } as unknown as Config;
}

/** Loads for ten seconds and works for so many, behind a second in which it starts. */
function history(worker: string, model: string, from: number, work: number): WorkerHistory {
  const at = (second: number) => 1_000_000 + 1_000 * (from + second);
  return {
    ...{ worker, model, host: 'here', gpus: [worker], longestSilenceMs: 2_000 },
    ...{ life: [at(0), at(12 + work)], load: [at(1), at(11)], work: [[at(11), at(11 + work)]] },
  };
}

function report(histories: readonly WorkerHistory[], tokens = new RunTokens()) {
  const models = [
    { abbr: 'm', numGpus: 1, price: PRICE },
    { abbr: 'n', numGpus: 0 },
    { abbr: 'idle', numGpus: 1 },
  ];
  return runReport({ config: configOf(...models), limits: LIMITS, planned: undefined, histories, tokens });
}

describe('the report of a run', () => {
  it('adds up loads, work and GPU-hours, by model and in all', () => {
    const { actual, utilisation } = report([
      history('1', 'm', 0, 20),
      history('2', 'm', 2, 30),
      history('3', 'n', 5, 8),
    ]);
    expect(actual.models.map(({ model }) => model)).toEqual(['m', 'n']);
    expect(actual.models[0]).toMatchObject({ gpus: 1, loads: 2, load_seconds: 20, work_seconds: 50 });
    expect(actual.models[0]?.gpu_hours).toBeCloseTo((32 + 42) / 3600, 10);
    expect(actual.models[1]).toMatchObject({ loads: 1, work_seconds: 8, gpu_hours: 0, money: [] });
    expect(actual.total).toMatchObject({ loads: 3, load_seconds: 30, work_seconds: 58, wall_seconds: 44 });
    expect(utilisation).toBeCloseTo(58 / (32 + 42 + 20), 10);
  });

  it('has the bound of the work that was measured: all of it on all workers, and one load', () => {
    expect(report([history('1', 'm', 0, 20), history('2', 'm', 2, 30)]).actual.total.bound_seconds).toBe(25 + 10);
    // One worker alone might have been two, but a sample cannot be cut.
    expect(report([{ ...history('1', 'm', 0, 20), longestSilenceMs: 15_000 }]).actual.total.bound_seconds).toBe(
      15 + 10,
    );
  });

  it('puts workers in the order of their places, with times since the first of them', () => {
    const { workers } = report([history('10', 'm', 4, 1), history('2', 'm', 6, 1), history('2', 'm', 0, 1)]);
    expect(workers.map(({ gpus, life }) => [gpus[0], life[0]])).toEqual([
      ['2', 0],
      ['2', 6],
      ['10', 4],
    ]);
    expect(workers[0]).toMatchObject({ host: 'here', load: [1, 11], work: [[11, 12]] });
    expect(report([history('1', 'n', 0, 1)]).workers[0]?.gpus).toEqual([]);
  });

  it('has tokens and money as the model counted them, and says where it did not', () => {
    const tokens = new RunTokens();
    const told = { event: 'samples', time: 0, task: 't', dataset: 'd', done: 3, failed: 1 } as const;
    tokens.note('m', { ...told, promptTokens: 500, outputTokens: 100 });
    tokens.note('m', { ...told, dataset: 'e', promptTokens: 500, outputTokens: 400 });
    tokens.note('n', { ...told, promptTokens: 0, outputTokens: 0 });
    const { models, total } = report([history('1', 'm', 0, 1), history('2', 'n', 0, 1)], tokens).actual;
    expect(models[0]).toMatchObject({
      ...{ samples: 6, prompt_tokens: { count: 1000, from: 'measured' } },
      money: [{ currency: 'EUR', amount: 0.002, from: 'measured' }],
    });
    expect(models[1]).toMatchObject({ samples: 3, output_tokens: { count: null, from: 'unknown' } });
    expect(total).toMatchObject({ samples: 9, prompt_tokens: { count: null }, money: [{ amount: 0.002 }] });
  });
});
