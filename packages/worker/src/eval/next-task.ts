import { setTimeout as sleep } from 'node:timers/promises';
import { isAskedToLeave } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import type { HeldTask } from '../task-queue.ts';

const LOOK_MS = 100;

/** A worker whose launcher has gone, or forgotten it, ends by itself. */
const PATIENCE_MS = 60_000;

type Waiting = Pick<WorkerContext, 'queue' | 'spec' | 'stage' | 'worker' | 'stopping' | 'events'>;

/**
 * The next task, which may yet have to be added: pairs become complete while inference goes on, and a new process for
 * each of them would cost more than many a score. Undefined: there is none, and none is waited for any longer.
 */
export async function nextTask(
  { queue, spec, stage, worker, stopping, events }: Waiting,
  patienceMs = PATIENCE_MS,
): Promise<HeldTask | undefined> {
  for (let waited = 0; !stopping.aborted; waited += LOOK_MS) {
    // In this order: what was added before it was asked is taken.
    const isAsked = await isAskedToLeave(stage, worker);
    const held = await queue.take();
    if (held !== undefined || !spec.tasksCome || isAsked || waited >= patienceMs) return held;
    if (waited === 0) events.emit({ event: 'idle' });
    await sleep(LOOK_MS, undefined, { signal: stopping }).catch(() => {});
  }
  return undefined;
}
