import { appendFile, mkdir } from 'node:fs/promises';
import { claimAttempt, endAttempt, JsonlAppender, StageDirectory, type TaskRecord } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { type HeldTask, TaskQueue } from '../src/task-queue.ts';
import { folderWith } from './support.ts';

const BASE = { worker: 'w', time: '' };

async function stageWith(...tasks: readonly Partial<TaskRecord>[]): Promise<StageDirectory> {
  const stage = new StageDirectory(await folderWith());
  await mkdir(stage.claims);
  await mkdir(stage.endedAttempts);
  await addTasks(stage, ...tasks);
  return stage;
}

async function addTasks(stage: StageDirectory, ...tasks: readonly Partial<TaskRecord>[]): Promise<void> {
  const plan = new JsonlAppender(stage.plan);
  await plan.append(...tasks.map((task) => ({ id: 't', plan: 1, model: 'm', parts: [], cost: 1, ...task })));
  await plan.close();
}

function queueOn(stage: StageDirectory, options: Partial<ConstructorParameters<typeof TaskQueue>[0]> = {}): TaskQueue {
  return new TaskQueue({ stage, plan: 1, model: 'm', worker: 'w', retry: 1, ...options });
}

async function takeAll(queue: TaskQueue): Promise<string[]> {
  const taken: string[] = [];
  for (let held = await queue.take(); held !== undefined; held = await queue.take()) taken.push(nameOf(held));
  return taken;
}

function nameOf({ task, attempt }: HeldTask): string {
  return `${task.id}.${attempt}`;
}

describe('the task queue', () => {
  it('gives the tasks of its plan and model in the order of the plan, each once', async () => {
    const stage = await stageWith({ id: 'b' }, { id: 'x', model: 'other' }, { id: 'a' }, { id: 'y', plan: 2 });
    expect(await takeAll(queueOn(stage))).toEqual(['b.0', 'a.0']);
    expect(await takeAll(queueOn(stage))).toEqual([]);
  });

  it('lets any number of queues share a folder: every task goes to exactly one', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `t${i}`);
    const stage = await stageWith(...ids.map((id) => ({ id })));
    const shares = await Promise.all(Array.from({ length: 6 }, (_, i) => takeAll(queueOn(stage, { worker: `w${i}` }))));
    expect(shares.flat().sort()).toEqual(ids.map((id) => `${id}.0`).sort());
  });

  it.each([
    ['single ones', (i: number) => i % 7 === 3],
    ['ever longer stretches', (i: number) => Math.floor(Math.log2(i + 1)) % 2 === 0],
    ['the second half', (i: number) => i >= 100],
    ['all but the first', (i: number) => i > 0],
    ['all but the last', (i: number) => i < 199],
    ['all', () => true],
  ])('misses nothing where others have taken %s, in whatever order', async (_, isTaken) => {
    const ids = Array.from({ length: 200 }, (_, i) => `t${i}`);
    const stage = await stageWith(...ids.map((id) => ({ id })));
    const others = ids.filter((_, i) => isTaken(i));
    for (const id of others) await claimAttempt(stage, id, 0, { ...BASE, worker: 'other', host: '', pid: 1 });
    const queues = ['a', 'b', 'c'].map((worker) => queueOn(stage, { worker }));
    const shares = await Promise.all(queues.map((queue) => takeAll(queue)));
    const open = ids.filter((id) => !others.includes(id));
    expect(shares.flat().sort()).toEqual(open.map((id) => `${id}.0`).sort());
  });

  it('takes no attempt twice that it still holds', async () => {
    const stage = await stageWith({ id: 'a' }, { id: 'b' });
    const queue = queueOn(stage);
    expect(await takeAll(queue)).toEqual(['a.0', 'b.0']);
    await endAttempt(stage, { ...BASE, task: 'a', attempt: 0, status: 'released', detail: '' });
    expect(await takeAll(queue)).toEqual(['a.1']);
    await addTasks(stage, { id: 'c' });
    expect(await takeAll(queue)).toEqual(['c.0']);
    expect(await takeAll(queue)).toEqual([]);
  });

  it('finds tasks that are added later, and leaves a line alone that is not whole yet', async () => {
    const stage = await stageWith({ id: 'a' });
    const queue = queueOn(stage);
    expect(await takeAll(queue)).toEqual(['a.0']);
    await addTasks(stage, { id: 'b' });
    await appendFile(stage.plan, '{"id":"c","plan":1,"model":"m","parts":[],');
    expect(await takeAll(queue)).toEqual(['b.0']);
    await appendFile(stage.plan, '"cost":1}\n');
    expect(await takeAll(queue)).toEqual(['c.0']);
  });

  it('gives what failed again behind everything fresh, as often as retry says', async () => {
    const stage = await stageWith({ id: 'a' }, { id: 'b' });
    const queue = queueOn(stage);
    const fail = (task: string, attempt: number) =>
      endAttempt(stage, { ...BASE, task, attempt, status: 'failed', reason: 'error', detail: '' });
    expect(nameOf((await queue.take()) as HeldTask)).toBe('a.0');
    await fail('a', 0);
    expect(nameOf((await queue.take()) as HeldTask)).toBe('b.0');
    expect(nameOf((await queue.take()) as HeldTask)).toBe('a.1');
    await fail('a', 1);
    expect(await queue.take()).toBeUndefined();
  });

  it('gives what was released again without counting, and nothing that failed for good', async () => {
    const stage = await stageWith({ id: 'a' }, { id: 'b' });
    const queue = queueOn(stage, { retry: 0 });
    expect(await takeAll(queue)).toEqual(['a.0', 'b.0']);
    await endAttempt(stage, { ...BASE, task: 'a', attempt: 0, status: 'released', detail: '' });
    await endAttempt(stage, {
      ...BASE,
      task: 'b',
      attempt: 0,
      status: 'failed',
      reason: 'error',
      detail: '',
      fatal: true,
    });
    expect(await takeAll(queue)).toEqual(['a.1']);
  });
});
