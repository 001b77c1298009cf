import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonlAppender, StageDirectory, type WorkerEvent } from 'oc-sdk/run-directory';
import { expect, it, onTestFinished } from 'vitest';
import { WorkerState } from '../../../src/pipeline/stage/worker-state.ts';

const CLAIMED: WorkerEvent = { time: 1, event: 'claimed', task: 'a', attempt: 0 };
const ENDED: WorkerEvent = { time: 2, event: 'ended', task: 'a', attempt: 0, status: 'released' };
const LEFT: WorkerEvent = { time: 3, event: 'left' };

it.each([
  ['told of its own end and of that of all that it took', [CLAIMED, ENDED, LEFT], true],
  ['took nothing and left', [LEFT], true],
  ['left and told of no end of what it took', [CLAIMED, LEFT], false],
  ['told of another attempt', [CLAIMED, { ...ENDED, attempt: 1 }, LEFT], false],
  ['told of no end of its own', [CLAIMED, ENDED], false],
] satisfies [string, WorkerEvent[], boolean][])(
  'what a worker has left to look for that %s',
  async (_, events, hasLeft) => {
    const stage = new StageDirectory(await mkdtemp(join(tmpdir(), 'oc-worker-state-')));
    onTestFinished(() => rm(stage.root, { recursive: true }));
    await mkdir(stage.allEvents);
    const log = new JsonlAppender(stage.events('w'), { durable: false });
    await log.append(...events);
    await log.close();
    const worker = new WorkerState('w', 'm', '', stage, 0);
    expect(worker.hasLeft).toBe(false);
    await worker.readEvents(0);
    expect(worker.hasLeft).toBe(hasLeft);
  },
);
