import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimAttempt, endAttempt, StageDirectory, type TaskRecord } from 'oc-sdk/run-directory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TaskStates, type TaskStatus } from '../../../src/pipeline/stage/task-states.ts';

const BASE = { worker: 'w', time: '' };
const CLAIM = { ...BASE, host: 'h', pid: 1 };

async function statesOf(retry: number, ...ids: readonly string[]) {
  const stage = new StageDirectory(await mkdtemp(join(tmpdir(), 'oc-task-states-')));
  onTestFinished(() => rm(stage.root, { recursive: true, force: true }));
  await mkdir(stage.claims);
  await mkdir(stage.endedAttempts);
  const states = new TaskStates(stage, retry);
  states.add(ids.map((id): TaskRecord => ({ id, plan: 1, model: 'm', parts: [], cost: 1 })));
  const are = (status: TaskStatus): string[] => states.of('m', status).map(({ id }) => id);
  const fail = (task: string, attempt: number) =>
    endAttempt(stage, { ...BASE, task, attempt, status: 'failed', reason: 'error', detail: '' });
  return { stage, states, are, fail };
}

describe('the states of tasks', () => {
  it('begin open and follow what workers say', async () => {
    const { states, are } = await statesOf(0, 'a', 'b', 'c');
    states.claimed('a', 0);
    states.claimed('b', 0);
    states.succeeded('b');
    states.succeeded('unknown');
    expect([are('open'), are('held'), are('succeeded'), are('exhausted')]).toEqual([['c'], ['a'], ['b'], []]);
    expect([states.count('m'), states.count('m', 'held'), states.count('other')]).toEqual([3, 1, 0]);
  });

  it('are found in the run directory too', async () => {
    const { stage, states, are, fail } = await statesOf(1, 'open', 'held', 'done', 'again', 'used up');
    for (const task of ['held', 'done', 'again', 'used up']) await claimAttempt(stage, task, 0, CLAIM);
    await endAttempt(stage, { ...BASE, task: 'done', attempt: 0, status: 'succeeded', failedSamples: 0 });
    await fail('again', 0);
    await fail('used up', 0);
    await fail('used up', 1);
    await states.sync();
    expect([are('open'), are('held'), are('succeeded'), are('exhausted')]).toEqual([
      ['open', 'again'],
      ['held'],
      ['done'],
      ['used up'],
    ]);
    expect(states.endsOf('used up').map(({ attempt }) => attempt)).toEqual([0, 1]);
  });

  it('are found by the ends of attempts that were set back, and nothing else is looked at', async () => {
    const { stage, states, are, fail } = await statesOf(1, 'again', 'used up', 'cut', 'taken again', 'other');
    for (const task of ['again', 'used up', 'cut', 'taken again']) states.claimed(task, 0);
    for (const task of ['again', 'used up', 'taken again', 'other']) await fail(task, 0);
    await fail('used up', 1);
    const rest = [{ dataset: 'd', start: 1, end: 2 }];
    await endAttempt(stage, { ...BASE, task: 'cut', attempt: 0, status: 'split', failedSamples: 0, rest });
    states.claimed('taken again', 1);
    await rm(stage.claims, { recursive: true });
    for (const task of ['again', 'used up', 'cut', 'taken again']) states.setBack(task, 0);
    states.setBack('used up', 1);
    await states.syncSetBack();
    expect([are('open'), are('held'), are('split'), are('exhausted')]).toEqual([
      ['other', 'again'],
      ['taken again'],
      ['cut'],
      ['used up'],
    ]);
    expect(states.endsOf('cut')).toMatchObject([{ rest }]);
  });

  it('wait for an end that is told but not in sight yet', async () => {
    const { states, are, fail } = await statesOf(1, 'a');
    states.claimed('a', 0);
    states.setBack('a', 0);
    await states.syncSetBack();
    expect(are('held')).toEqual(['a']);
    await fail('a', 0);
    await states.syncSetBack();
    expect(are('open')).toEqual(['a']);
  });

  it('stay succeeded when word of an earlier attempt comes later', async () => {
    const { states, are, fail } = await statesOf(1, 'a');
    await fail('a', 0);
    states.claimed('a', 1);
    states.succeeded('a');
    states.setBack('a', 0);
    await states.syncSetBack();
    expect(are('succeeded')).toEqual(['a']);
  });

  it('stay held where a worker told of a claim that a look has not seen yet', async () => {
    const { states, are, fail } = await statesOf(1, 'a');
    states.claimed('a', 0);
    await states.sync();
    expect(are('held')).toEqual(['a']);
    await fail('a', 0);
    await states.sync();
    expect(are('open')).toEqual(['a']);
    states.claimed('a', 1);
    await states.sync();
    expect(are('held')).toEqual(['a']);
  });

  it('never fall back to open while tasks are claimed and ended beside the look', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => `t${i}`);
    const { stage, states } = await statesOf(0, ...ids);
    const work = async (): Promise<void> => {
      for (const task of ids) {
        await claimAttempt(stage, task, 0, CLAIM);
        states.claimed(task, 0);
        await endAttempt(stage, { ...BASE, task, attempt: 0, status: 'succeeded', failedSamples: 0 });
      }
    };
    const claimed = (): number => states.count('m') - states.count('m', 'open');
    let over = false;
    const working = work().finally(() => {
      over = true;
    });
    while (!over) {
      const before = claimed();
      await states.sync();
      expect(claimed()).toBeGreaterThanOrEqual(before);
    }
    await working;
    await states.sync();
    expect(states.count('m', 'succeeded')).toBe(100);
  });
});
