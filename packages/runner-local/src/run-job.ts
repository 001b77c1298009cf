import type { Job, JobControl, JobOutcome } from 'oc-sdk';
import type { Gpus } from './gpus.ts';
import { runProcess } from './run-process.ts';

export interface RunSettings {
  readonly gpus: Gpus;
  /** What the job inherits. */
  readonly environment: NodeJS.ProcessEnv;
  readonly killGraceMs: number;
}

/** Waits for the job's GPUs, runs it to its end and gives them back. */
export async function runJob(job: Job, control: JobControl, settings: RunSettings): Promise<JobOutcome> {
  const taken = await settings.gpus.take(job.resources.gpus, control.signal);
  if ('aborted' in taken) return { status: 'cancelled' };
  if ('rejected' in taken) return { status: 'failed', reason: 'rejected', detail: taken.rejected };
  try {
    const environment = jobEnvironment(job, settings.environment, taken.lease.variables);
    return await runProcess(job, control, { environment, killGraceMs: settings.killGraceMs });
  } finally {
    taken.lease.release();
  }
}

/** A job writes to a file: what was said of colours for the launcher's terminal is not for it. */
function jobEnvironment(
  job: Job,
  { FORCE_COLOR, NO_COLOR, ...inherited }: NodeJS.ProcessEnv,
  deviceVariables: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  return { ...inherited, ...job.env, ...deviceVariables };
}
