import type { JobOutcome } from 'oc-sdk';
import { StageDirectory } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { ModelQueue } from '../../../src/pipeline/stage/model-queue.ts';
import { TaskStates } from '../../../src/pipeline/stage/task-states.ts';
import { WorkerState } from '../../../src/pipeline/stage/worker-state.ts';

const STAGE = new StageDirectory('/nowhere');

/** A model with one task, `retry` 2, and so many workers at once. */
function queueOf(workers: number) {
  const tasks = new TaskStates(STAGE, 2);
  tasks.add([{ id: 'a', plan: 1, model: 'm', parts: [], cost: 1 }]);
  const queue = new ModelQueue({ abbr: 'm', gpus: 0, maxWorkers: workers }, tasks, 2);
  let started = 0;
  const start = (): WorkerState => {
    started += 1;
    const worker = new WorkerState(`w${started}`, 'm', '', STAGE, 0);
    queue.workers.set(worker.id, worker);
    return worker;
  };
  for (let n = 0; n < workers; n += 1) start();
  /** The oldest worker ends, and another takes its place. */
  const endOne = (outcome: JobOutcome): boolean => {
    const [worker] = queue.workers.values();
    if (worker) queue.ended(worker, outcome);
    start();
    return queue.givenUp !== undefined;
  };
  const endMany = (outcome: JobOutcome, count: number) => Array.from({ length: count }, () => endOne(outcome));
  return { queue, endMany };
}

function failed(reason: Extract<JobOutcome, { status: 'failed' }>['reason']): JobOutcome {
  return { status: 'failed', reason, detail: '' };
}

describe('a model with an open task', () => {
  it('needs no worker where one waits for it, unless that one was asked to leave', () => {
    const { queue } = queueOf(2);
    const [first, second] = [...queue.workers.values()] as [WorkerState, WorkerState];
    queue.workers.delete(second.id);
    const needsWorker = () => queue.needsWorker(queue.openCost());
    // It may come to the task when it has started.
    expect(needsWorker()).toBe(false);
    first.claimed = true;
    expect(needsWorker()).toBe(true);
    first.idle = true;
    expect(needsWorker()).toBe(false);
    first.askedToLeave = true;
    expect(needsWorker()).toBe(true);
  });
});

describe('a model is given up', () => {
  it('never for preemptions', () => {
    expect(queueOf(2).endMany(failed('preempted'), 100)).not.toContain(true);
  });

  it('when each of its workers was lost to its engine more than three times, and no answer came', () => {
    expect(queueOf(4).endMany(failed('node-failure'), 13)).toEqual([...Array(12).fill(false), true]);
    expect(queueOf(1).endMany(failed('lost'), 4)).toEqual([false, false, false, true]);
  });

  it('not when answers came in between', () => {
    const { queue, endMany } = queueOf(1);
    for (let n = 0; n < 10; n += 1) {
      expect(endMany(failed('node-failure'), 3)).not.toContain(true);
      queue.answered();
    }
  });

  it('when it cannot be loaded more often than `retry`', () => {
    expect(queueOf(1).endMany(failed('exit'), 3)).toEqual([false, false, true]);
  });

  it('never for workers that were asked to leave before they came to a task', () => {
    const { queue } = queueOf(1);
    for (let n = 0; n < 20; n += 1) {
      const worker = new WorkerState(`idle${n}`, 'm', '', STAGE, 0);
      worker.askedToLeave = true;
      queue.ended(worker, { status: 'succeeded' });
    }
    expect(queue.givenUp).toBeUndefined();
  });

  it('at once when somebody has cancelled a worker, or the engine takes none', () => {
    expect(queueOf(3).endMany(failed('rejected'), 1)).toEqual([true]);
  });
});
