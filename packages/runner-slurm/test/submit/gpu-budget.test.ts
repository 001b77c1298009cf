import { describe, expect, it } from 'vitest';
import { GpuBudget, Share } from '../../src/submit/gpu-budget.ts';

describe('a budget of GPUs', () => {
  it('gives no more than there are', () => {
    const budget = new GpuBudget(4);
    expect([budget.take(3), budget.take(2), budget.take(1), budget.take(1)]).toEqual([true, false, true, false]);
    budget.giveBack(1);
    expect(budget.take(1)).toBe(true);
  });

  it('gets the GPUs of a job back only when no other of its array takes its place', () => {
    const budget = new GpuBudget(4);
    for (const _ of [0, 1]) budget.take(2);
    const share = new Share(budget, { gpus: 2, jobs: 5, atOnce: 2 });
    const freed = [1, 2, 3, 4, 5].map(() => share.jobEnded());
    expect(freed).toEqual([false, false, false, true, true]);
    expect([budget.take(4), budget.take(1)]).toEqual([true, false]);
  });
});
