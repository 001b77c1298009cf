import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/folder.ts';
import { control, linesOf, nodeJob, testRunner } from './support/jobs.ts';
import { answer, h100s, type Tools, toolEnvironment } from './support/tools.ts';

/** Writes `start <devices>`, waits for the file `go-<id>`, and writes `end <devices>`. Ends with the test, too. */
const WAITS = `
  const { appendFileSync, existsSync } = require('node:fs');
  const devices = process.env.CUDA_VISIBLE_DEVICES;
  appendFileSync('events', 'start ' + devices + '\\n');
  setInterval(() => {
    if (!existsSync('go-' + process.env.ID)) return;
    appendFileSync('events', 'end ' + devices + '\\n');
    process.exit();
  }, 20);
  process.stdin.on('end', () => process.exit()).resume();`;

const PRINTS = `const e = process.env; console.log(JSON.stringify([e.CUDA_VISIBLE_DEVICES, e.CUDA_DEVICE_ORDER]))`;

async function stage(tools: Tools, workersPerGpu = 1) {
  const [folder, environment] = [await temporaryFolder(), await toolEnvironment(tools)];
  const runner = testRunner({ environment, workersPerGpu });
  return {
    folder,
    runner,
    calls: join(environment.PATH, 'nvidia-smi.calls'),
    events: (count: number) => linesOf(join(folder, 'events'), count),
    start: (id: string, gpus: number, signal?: AbortSignal) =>
      runner.run(nodeJob(folder, id, WAITS, { env: { ID: id }, resources: { gpus } }), control(signal)),
    finish: (id: string) => writeFile(join(folder, `go-${id}`), ''),
  };
}

/** The devices (and their order) that a job of so many GPUs sees. */
async function seenBy(gpus: number, environment: NodeJS.ProcessEnv): Promise<unknown> {
  const job = nodeJob(await temporaryFolder(), 'one', PRINTS, { resources: { gpus } });
  expect(await testRunner({ environment }).run(job, control())).toEqual({ status: 'succeeded' });
  return JSON.parse(await readFile(job.logFile, 'utf8'));
}

describe('jobs that want GPUs', () => {
  it('run side by side on devices of their own, as many as fit', async () => {
    const { start, finish, events } = await stage({ 'nvidia-smi': answer(h100s(8)) });
    const jobs = ['a', 'b', 'c'].map((id) => start(id, 4));
    expect([...(await events(2))].sort()).toEqual(['start 0,1,2,3', 'start 4,5,6,7']);
    await finish('b');
    expect((await events(4)).slice(2)).toEqual(['end 4,5,6,7', 'start 4,5,6,7']);
    await Promise.all([finish('a'), finish('c')]);
    expect(await Promise.all(jobs)).toEqual(Array(3).fill({ status: 'succeeded' }));
  });

  it('share a device only when none is free', async () => {
    const { start, finish, events } = await stage({ 'nvidia-smi': answer(h100s(2)) }, 2);
    const jobs = [];
    for (const [n, id] of ['a', 'b', 'c', 'd'].entries()) {
      jobs.push(start(id, 1));
      await events(n + 1);
    }
    expect(await events(4)).toEqual(['start 0', 'start 1', 'start 0', 'start 1']);
    await Promise.all(['a', 'b', 'c', 'd'].map(finish));
    await Promise.all(jobs);
  });

  it('give their devices back when they fail to start', async () => {
    const { runner, folder, start, finish } = await stage({ 'nvidia-smi': answer(h100s(1)) });
    const bad = nodeJob(folder, 'bad', '', { command: ['no-such-program'], resources: { gpus: 1 } });
    expect(await runner.run(bad, control())).toMatchObject({ reason: 'rejected' });
    await finish('good');
    expect(await start('good', 1)).toEqual({ status: 'succeeded' });
  });

  it('can be cancelled while they wait', async () => {
    const { start, finish, events } = await stage({ 'nvidia-smi': answer(h100s(1)) });
    const first = start('first', 1);
    await events(1);
    const abort = new AbortController();
    const second = start('second', 1, abort.signal);
    abort.abort();
    expect(await second).toEqual({ status: 'cancelled' });
    await finish('first');
    expect(await first).toEqual({ status: 'succeeded' });
    expect(await events(2)).toEqual(['start 0', 'end 0']);
  });

  it('are rejected at once where there are too few, with what there is', async () => {
    const { start } = await stage({ 'nvidia-smi': answer(h100s(2)) }, 4);
    expect(await start('a', 3)).toEqual({
      status: 'failed',
      reason: 'rejected',
      detail: 'the job wants 3 GPUs, but there are 2 to give (nvidia-smi)',
    });
    const none = testRunner({ environment: { CUDA_VISIBLE_DEVICES: '-1,0' } });
    const job = nodeJob(await temporaryFolder(), 'one', '', { resources: { gpus: 1 } });
    expect(await none.run(job, control())).toMatchObject({
      detail: "the job wants 1 GPUs, but there are 0 to give (CUDA_VISIBLE_DEVICES='-1,0')",
    });
  });
});

describe('the variables of a job', () => {
  it('name its devices, in the order in which nvidia-smi counts', async () => {
    expect(await seenBy(2, await toolEnvironment({ 'nvidia-smi': answer(h100s(4)) }))).toEqual(['0,1', 'PCI_BUS_ID']);
  });

  it('name the very tokens that the launcher was given, and no order', async () => {
    const environment = { CUDA_VISIBLE_DEVICES: 'GPU-8932f937,MIG-1d6a2c41-53a4-5a0b-8e5c-1f0a6f0d4b77,7' };
    expect(await seenBy(2, environment)).toEqual(['GPU-8932f937,MIG-1d6a2c41-53a4-5a0b-8e5c-1f0a6f0d4b77', null]);
    expect(await seenBy(1, { CUDA_VISIBLE_DEVICES: '6,7' })).toEqual(['6', null]);
  });

  it('hide the devices from a job that wants none, where they are known', async () => {
    expect(await seenBy(0, { CUDA_VISIBLE_DEVICES: '6,7' })).toEqual(['', null]);
  });
});

describe('the search for GPUs', () => {
  it('is not made for a job that wants none', async () => {
    const { runner, folder, calls } = await stage({ 'nvidia-smi': answer(h100s(2)) });
    const job = nodeJob(folder, 'one', PRINTS);
    await runner.run(job, control());
    runner.describe({ ...job, resources: { gpus: 1 } });
    await expect(readFile(calls)).rejects.toThrow('ENOENT');
    expect(await readFile(job.logFile, 'utf8')).toBe('[null,null]\n');
  });

  it('is not made for a job whose signal is aborted', async () => {
    const { start, calls } = await stage({ 'nvidia-smi': answer(h100s(2)) });
    expect(await start('a', 1, AbortSignal.abort())).toEqual({ status: 'cancelled' });
    await expect(readFile(calls)).rejects.toThrow('ENOENT');
  });

  it('is made once, whoever asks, and then known to jobs that want none', async () => {
    const { runner, folder, calls, start, finish } = await stage({ 'nvidia-smi': answer(h100s(2)) });
    await finish('a');
    await Promise.all([runner.capacity?.(), start('a', 1), runner.capacity?.()]);
    expect(await readFile(calls, 'utf8')).toBe('-L\n');
    const job = nodeJob(folder, 'one', PRINTS);
    await runner.run(job, control());
    expect(await readFile(job.logFile, 'utf8')).toBe('["",null]\n');
  });

  it('is not made where a variable says which there are', async () => {
    const environment = await toolEnvironment({ 'nvidia-smi': answer(h100s(8)) });
    expect(await seenBy(1, { ...environment, CUDA_VISIBLE_DEVICES: '3' })).toEqual(['3', null]);
    await expect(readFile(join(environment.PATH, 'nvidia-smi.calls'))).rejects.toThrow('ENOENT');
  });
});

describe('the capacity', () => {
  it('is the slots of all devices, the devices and the cores', async () => {
    const { runner } = await stage({ 'nvidia-smi': answer(h100s(8)) }, 2);
    expect(await runner.capacity?.()).toEqual({ gpus: 16, gpusPerJob: 8, cpus: availableParallelism() });
  });

  it('has no GPUs on a machine without', async () => {
    const { runner } = await stage({});
    expect(await runner.capacity?.()).toEqual({ gpus: 0, gpusPerJob: 0, cpus: availableParallelism() });
  });
});
