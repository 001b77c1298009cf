import { describe, expect, it } from 'vitest';
import { type BoundedModel, lowerBound } from '../../src/schedule/bound.ts';
import { forecast } from '../../src/schedule/forecast.ts';

const MODEL: BoundedModel = { workSeconds: 800, longestSampleSeconds: 1, loadSeconds: 60, gpus: 1, maxWorkers: 8 };

describe('the lower bound', () => {
  it('is the work on all workers, behind one load', () => {
    expect(lowerBound([MODEL], { workers: 8, gpus: Number.POSITIVE_INFINITY })).toBe(160);
  });

  it('counts the GPUs: workers that find none do not count', () => {
    expect(lowerBound([{ ...MODEL, gpus: 2 }], { workers: 8, gpus: 8 })).toBe(260);
    // Three of eight GPUs each: two at once, and two GPUs idle.
    expect(lowerBound([{ ...MODEL, gpus: 3 }], { workers: 8, gpus: 8 })).toBe(460);
  });

  it('counts the GPUs that models hold together, and leaves those out that need none', () => {
    const large = { ...MODEL, gpus: 4, maxWorkers: 2, loadSeconds: 100 };
    const onCpu = { ...MODEL, gpus: 0, workSeconds: 8 };
    // 800 seconds of one GPU and 3200 of four, on 8 GPUs.
    expect(lowerBound([MODEL, large, onCpu], { workers: 100, gpus: 8 })).toBe(560);
  });

  it('is the longest sample where that is longest, and what one model takes on the workers it may have', () => {
    const options = { workers: 8, gpus: Number.POSITIVE_INFINITY };
    expect(lowerBound([{ ...MODEL, longestSampleSeconds: 500 }], options)).toBe(560);
    expect(lowerBound([{ ...MODEL, maxWorkers: 1 }, MODEL], options)).toBe(860);
  });

  it('is nothing where there is no work', () => {
    expect(lowerBound([], { workers: 8, gpus: 8 })).toBe(0);
    expect(lowerBound([{ ...MODEL, workSeconds: 0 }], { workers: 8, gpus: 8 })).toBe(0);
  });
});

describe('a forecast', () => {
  it('has what each model takes, and together what the run does', () => {
    const seconds = new Map([['d', 1]]);
    const tasks = Array.from({ length: 40 }, (_, i) => ({
      parts: [{ dataset: 'd', start: 10 * i, end: 10 * i + 10 }],
      cost: 10,
    }));
    const model = { tasks, loadSeconds: 20, gpus: 2, maxWorkers: 8, estimates: seconds, truth: seconds };
    const { models, ...total } = forecast([model], { workers: 8, gpus: 8, divisible: false });
    expect(models).toEqual([
      { workers: 4, loads: 4, loadSeconds: 80, workSeconds: 400, gpuHours: (4 * 2 * 120) / 3600 },
    ]);
    expect(total).toMatchObject({ wallSeconds: 120, boundSeconds: 120, loads: 4, loadSeconds: 80, workSeconds: 400 });
  });
});
