import type { Job, JobControl } from 'oc-sdk';
import type { ElementKey } from '../element.ts';
import type { Needs } from '../lessons.ts';

/** A job that Slurm has taken. */
export interface Submitted {
  readonly key: ElementKey;
  readonly folder: string;
  readonly index: number;
  /** As scancel takes it. */
  readonly jobId: string;
  /** To be called when the job is over: its GPUs are for others. */
  release(): void;
}

/** A job on its way to Slurm. */
export interface Waiting {
  readonly job: Job;
  readonly base: Needs;
  readonly control: JobControl;
  resolve(submitted: Submitted | 'cancelled'): void;
  reject(error: unknown): void;
}

/** Lets those go whose signal was aborted meanwhile. */
export function stillWanted(jobs: readonly Waiting[]): readonly Waiting[] {
  for (const { control, resolve } of jobs) if (control.signal.aborted) resolve('cancelled');
  return jobs.filter(({ control }) => !control.signal.aborted);
}

/** Says of jobs that Slurm does not have yet why that is so. */
export function reportQueued(jobs: readonly Waiting[], reason: string): void {
  for (const { control } of jobs) control.report?.({ phase: 'queued', reason });
}
