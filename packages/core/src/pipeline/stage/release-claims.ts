import type { JobOutcome } from 'oc-sdk';
import { type EndedRecord, endAttempt, readHeldClaims, type StageDirectory } from 'oc-sdk/run-directory';
import type { WorkerState } from './worker-state.ts';

/**
 * Ends what workers held when their jobs ended: as failed where the task was at work and the worker died of something
 * of its own, as released (open again, nothing counted) otherwise.
 */
export async function endClaimsOf(
  stage: StageDirectory,
  jobs: readonly { readonly worker: WorkerState; readonly outcome: JobOutcome }[],
): Promise<void> {
  const byWorker = new Map(jobs.map((job) => [job.worker.id, job]));
  for (const { task, attempt, claim } of await readHeldClaims(stage)) {
    const job = byWorker.get(claim?.worker ?? '');
    if (job === undefined) continue;
    const { worker, outcome } = job;
    const base = { task, attempt, worker: worker.id, time: new Date().toISOString() };
    const key = `${task}.${attempt}`;
    await endAttempt(
      stage,
      worker.blames(key, outcome) ? failure(base, worker, key, outcome) : released(base, detailOf(outcome)),
    );
  }
}

/** Ends the claims that nobody can still be working on: those of workers of earlier launchers, and half-written ones. */
export async function endOrphanedClaims(stage: StageDirectory): Promise<void> {
  for (const { task, attempt, claim } of await readHeldClaims(stage)) {
    const worker = claim?.worker ?? 'unknown';
    await endAttempt(stage, released({ task, attempt, worker, time: new Date().toISOString() }, 'its worker is gone'));
  }
}

type Base = Pick<EndedRecord, 'task' | 'attempt' | 'worker' | 'time'>;

function released(base: Base, detail: string): EndedRecord {
  return { ...base, status: 'released', detail };
}

function failure(base: Base, worker: WorkerState, key: string, outcome: JobOutcome): EndedRecord {
  if (worker.overdue.has(key)) {
    return { ...base, status: 'failed', reason: 'time-limit', detail: 'the task took longer than task_time_limit' };
  }
  const reason = outcome.status === 'failed' ? outcome.reason : 'error';
  const { broken } = worker;
  if (broken === undefined) return { ...base, status: 'failed', reason, detail: detailOf(outcome) };
  return { ...base, status: 'failed', reason: 'error', detail: broken.message, code: broken.code, fatal: broken.fatal };
}

function detailOf(outcome: JobOutcome): string {
  return outcome.status === 'failed' ? outcome.detail : `the worker's job ended (${outcome.status})`;
}
