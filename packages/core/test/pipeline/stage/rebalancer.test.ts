import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordingLogger } from 'oc-conformance';
import type { Part } from 'oc-sdk';
import { claimAttempt, endAttempt, RunDirectory, readEnded, type TaskRecord } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import type { PlannedTask } from '../../../src/pipeline/1-plan.ts';
import { ModelQueue } from '../../../src/pipeline/stage/model-queue.ts';
import { Rebalancer } from '../../../src/pipeline/stage/rebalancer.ts';
import { TaskStates } from '../../../src/pipeline/stage/task-states.ts';
import { WorkerState } from '../../../src/pipeline/stage/worker-state.ts';
import { Speeds } from '../../../src/schedule/speeds.ts';

const WORKER = { worker: 'w1', host: 'here', pid: 1, time: '' };

function part(start: number, end: number): Part {
  return { dataset: 'd', start, end };
}

/** Two workers that are at work, and tasks of one dataset whose samples take a second each. */
async function setUp(...tasks: (readonly Part[])[]) {
  return await setUpWith({}, ...tasks);
}

/** The same with places for more workers. */
async function setUpWith({ free = 0, workers = ['w1', 'w2'] }, ...tasks: (readonly Part[])[]) {
  const stage = new RunDirectory(await mkdtemp(join(tmpdir(), 'oc-rebalancer-'))).stage('infer');
  for (const folder of [stage.claims, stage.endedAttempts]) await mkdir(folder, { recursive: true });
  const states = new TaskStates(stage, 1);
  const queue = new ModelQueue({ abbr: 'm', gpus: 0, maxWorkers: 2 }, states, 1);
  for (const id of workers) {
    const worker = new WorkerState(id, 'm', '', stage, 0);
    worker.ready = true;
    queue.workers.set(id, worker);
  }
  let made = 0;
  const add = async (planned: readonly PlannedTask[]): Promise<TaskRecord[]> => {
    const records = planned.map((task) => ({ ...task, id: `1-${made++}`, plan: 1 }));
    states.add(records);
    return records;
  };
  await add(tasks.map((parts) => ({ model: 'm', parts, cost: 1 })));
  const split: string[] = [];
  let now = 0;
  const rebalancer = new Rebalancer({
    ...{ stage, tasks: states, retry: 1, add, now: () => now, logger: recordingLogger().logger },
    speeds: new Map([['m', new Speeds(new Map([['d', 1]]))]]),
    freeFor: () => free,
    onSplit: (task, added) => void split.push(`${task.id}: ${added.map(({ id }) => id).join(' ')}`),
  });
  const look = async () => {
    now += 1_000;
    await states.sync();
    await rebalancer.look([queue]);
  };
  return { stage, states, queue, rebalancer, split, look };
}

describe('the launcher', () => {
  it('cuts an open task that is too long, and nobody can take the whole any more', async () => {
    const { stage, states, split, look } = await setUp([part(0, 60)], [part(60, 80)]);
    await look();
    expect(split).toEqual(['1-0: 1-2 1-3 1-4 1-5 1-6 1-7']);
    expect(states.of('m', 'open').map(({ id }) => id)).toEqual(['1-1', '1-2', '1-3', '1-4', '1-5', '1-6', '1-7']);
    expect(states.of('m', 'open').at(-1)?.parts).toEqual([part(50, 60)]);
    expect(await claimAttempt(stage, '1-0', 0, WORKER)).toBe(false);
    expect((await readEnded(stage)).get('1-0')).toMatchObject([{ status: 'split', rest: [part(0, 60)] }]);
    // It is no task any more; its pieces are.
    expect([states.count('m'), states.count('m', 'succeeded')]).toEqual([7, 0]);
  });

  it('leaves to a worker what that took first', async () => {
    const { stage, split, look, states, rebalancer, queue } = await setUp([part(0, 60)], [part(60, 80)]);
    await states.sync();
    await claimAttempt(stage, '1-0', 0, WORKER);
    await rebalancer.look([queue]);
    expect(split).toEqual([]);
    await look();
    expect(split).toEqual([]);
  });

  it('asks for a part of a held task that will outlast the others, once, and adds what comes back', async () => {
    const { stage, states, rebalancer, split, look } = await setUp([part(0, 60)], [part(60, 62)]);
    await claimAttempt(stage, '1-0', 0, WORKER);
    await claimAttempt(stage, '1-1', 0, { ...WORKER, worker: 'w2' });
    rebalancer.note({
      event: 'samples',
      time: 0,
      task: '1-0',
      dataset: 'd',
      done: 20,
      failed: 0,
      promptTokens: 0,
      outputTokens: 0,
    });
    await look();
    await look();
    expect(await readdir(stage.requests)).toEqual(['1-0.0']);
    const rest = [part(30, 60)];
    await endAttempt(stage, {
      task: '1-0',
      attempt: 0,
      worker: 'w1',
      time: '',
      status: 'split',
      failedSamples: 0,
      rest,
    });
    await look();
    await look();
    expect(split).toHaveLength(1);
    expect(
      states
        .of('m', 'open')
        .flatMap(({ parts }) => parts)
        .at(0)?.start,
    ).toBe(30);
    expect(
      states
        .of('m', 'open')
        .flatMap(({ parts }) => parts)
        .at(-1)?.end,
    ).toBe(60);
    expect(states.count('m', 'open')).toBeGreaterThan(1);
    expect(states.of('m', 'split').map(({ id }) => id)).toEqual(['1-0']);
  });

  it('asks the only worker left where what it holds is worth more workers', async () => {
    const { stage, queue, look } = await setUpWith({ free: 1, workers: ['w1'] }, [part(0, 60)]);
    await claimAttempt(stage, '1-0', 0, WORKER);
    queue.loadSeconds = 100;
    await look();
    await expect(readdir(stage.requests)).rejects.toMatchObject({ code: 'ENOENT' });
    queue.loadSeconds = 10;
    await look();
    expect(await readdir(stage.requests)).toEqual(['1-0.0']);
  });

  it('asks nothing of a task that is tried again', async () => {
    const { stage, look } = await setUp([part(0, 60)], [part(60, 62)]);
    await claimAttempt(stage, '1-0', 0, WORKER);
    await endAttempt(stage, { task: '1-0', attempt: 0, worker: 'w1', time: '', status: 'released', detail: '' });
    await claimAttempt(stage, '1-0', 1, WORKER);
    await claimAttempt(stage, '1-1', 0, WORKER);
    await look();
    await expect(readdir(stage.requests)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
