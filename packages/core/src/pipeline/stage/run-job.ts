import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Job, JobOutcome, JobStatus, Logger, Runner } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';
import type { JobJournal } from '../../run/journal.ts';
import type { WorkerState } from './worker-state.ts';

export interface JobRunOptions {
  readonly runner: Runner;
  /** The block that made it, for the journal. */
  readonly runnerSpec: BlockSpec;
  readonly plan: number;
  readonly journal: JobJournal;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The journal cannot be written. */
  failed(error: unknown): void;
}

/** Runs a worker's job to its end. Everything that must be known of it later is in the journal first. */
export async function runJob(worker: WorkerState, job: Job, options: JobRunOptions): Promise<JobOutcome> {
  const { runner, runnerSpec, plan, journal, signal, logger, failed } = options;
  await mkdir(dirname(job.logFile), { recursive: true });
  await journal.intended(job, worker.model, plan, runnerSpec);
  return await runner.run(job, {
    signal: AbortSignal.any([signal, worker.stop.signal]),
    logger,
    submitted: (nativeId) => void journal.submitted(job, worker.model, nativeId).catch(failed),
    report: (status) => {
      const engineId = newIdIn(status, worker.status);
      worker.status = status;
      if (engineId !== undefined) journal.accepted(job, worker.model, engineId).catch(failed);
    },
  });
}

function newIdIn({ engineId }: JobStatus, before: JobStatus | undefined): string | undefined {
  return engineId === before?.engineId ? undefined : engineId;
}
