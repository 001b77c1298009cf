import { rm } from 'node:fs/promises';
import { createPluginHost } from 'oc-plugin-host';
import { OcError } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import type { WorkerContext } from '../../src/context.ts';
import { Judges } from '../../src/eval/judges.ts';
import { EventLog } from '../../src/events.ts';
import { TaskTracker } from '../../src/infer/task-tracker.ts';
import { TaskQueue } from '../../src/task-queue.ts';
import { memoryLogger, never, type TestRun, testRun } from '../support.ts';

const USAGE = { promptTokens: 1, outputTokens: 2 };

async function contextOf(run: TestRun): Promise<WorkerContext> {
  const stage = run.directory.stage('infer');
  const host = createPluginHost({ searchFrom: [] });
  const control = { logger: memoryLogger(), stopping: never(), aborted: never() };
  return {
    ...control,
    startedAt: 0,
    directory: run.directory,
    stage,
    spec: {
      formatVersion: 1,
      stage: 'infer',
      plan: 1,
      retry: 0,
      models: {},
      datasets: {},
      pairs: [],
      splits: {},
      score: true,
      details: false,
    },
    model: 'm',
    worker: 'w',
    host,
    judges: new Judges({ ...control, directory: run.directory, host, cpus: undefined }),
    queue: new TaskQueue({ stage, plan: 1, model: 'm', worker: 'w', retry: 0 }),
    events: new EventLog(stage, 'w'),
  };
}

async function twoParts(flush: () => Promise<void> = async () => {}) {
  const rows = [{}, {}];
  const parts = [
    { dataset: 'a', start: 0, end: 2 },
    { dataset: 'b', start: 0, end: 1 },
  ];
  const run = await testRun({ rows: { a: rows, b: rows }, tasks: [parts] });
  const context = await contextOf(run);
  const tracker = new TaskTracker(context, { flush });
  const held = await context.queue.take();
  if (held === undefined) throw new Error('there must be a task');
  return { run, context, tracker, progress: tracker.hold(held) };
}

describe('the task tracker', () => {
  it('ends a task when every sample of every part is on disk and no more can come', async () => {
    const { run, tracker, progress } = await twoParts();
    progress.opened(0);
    tracker.written(progress, 0, false, USAGE);
    progress.opened(0);
    tracker.allRead(progress, 0);
    progress.opened(1);
    tracker.allRead(progress, 1);
    tracker.written(progress, 1, true, USAGE);
    await tracker.settled();
    expect(await run.ends()).toEqual([]);
    tracker.written(progress, 0, false, USAGE);
    await tracker.settled();
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'succeeded', failedSamples: 1, worker: 'w' }]);
  });

  it('ends a task whose samples were all answered before', async () => {
    const { run, tracker, progress } = await twoParts();
    tracker.allRead(progress, 0);
    tracker.allRead(progress, 1);
    await tracker.settled();
    expect(await run.ends()).toEqual(['1-00000.0 succeeded']);
  });

  it('tells once that a task has started', async () => {
    const { tracker, progress, run, context } = await twoParts();
    expect([tracker.started(progress), tracker.started(progress)]).toEqual([true, false]);
    await context.events.close();
    expect((await run.events()).map(({ event }) => event)).toEqual(['claimed', 'started']);
  });

  it('fails an attempt once, with the code of the error, after the answers that were on their way', async () => {
    let flushed = () => {};
    const { run, tracker, progress } = await twoParts(() => new Promise((resolve) => (flushed = resolve)));
    tracker.fail(progress, new OcError({ code: 'X', message: 'first', fatal: true }));
    tracker.fail(progress, new Error('second'));
    expect(progress.over).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await run.ends()).toEqual([]);
    flushed();
    await tracker.settled();
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'failed', detail: 'first', code: 'X', fatal: true }]);
  });

  it('gives back what is not over, even where the answers cannot be written', async () => {
    const { run, tracker } = await twoParts(() => Promise.reject(new Error('disk')));
    tracker.releaseAll('why');
    tracker.releaseAll('again');
    await tracker.ended();
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'released', detail: 'why' }]);
  });

  it('says so when an end could not be written', async () => {
    const { run, tracker, progress } = await twoParts();
    await rm(run.directory.stage('infer').endedAttempts, { recursive: true });
    tracker.allRead(progress, 0);
    tracker.allRead(progress, 1);
    await expect(tracker.settled()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
