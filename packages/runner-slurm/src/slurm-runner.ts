import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Job, JobControl, JobOutcome, Logger, Runner } from 'oc-sdk';
import { writeAccounts } from './accounting.ts';
import { slurmCommand } from './commands/slurm-command.ts';
import { describeJob } from './describe.ts';
import { parseElementKey } from './element.ts';
import { badRunDirectory } from './errors.ts';
import { baseNeeds, Lessons } from './lessons.ts';
import { watchJob } from './run-job.ts';
import type { SlurmSettings, Timing } from './settings.ts';
import { Gatherer } from './submit/gatherer.ts';
import { GpuBudget } from './submit/gpu-budget.ts';
import { readSubmittedId, submissionFolder } from './submit/submission.ts';
import { submitArguments } from './submit/submit-arguments.ts';
import { Submitter } from './submit/submitter.ts';
import type { Submitted, Waiting } from './submit/waiting.ts';
import { Tracker } from './watch/tracker.ts';

export interface SlurmRunnerOptions {
  readonly settings: SlurmSettings;
  /** GPUs that all jobs may hold together. */
  readonly maxGpus: number | undefined;
  readonly onInterrupt: 'cancel' | 'detach';
  readonly runDirectory: string;
  /** Aborted when the launcher is interrupted. */
  readonly interrupted: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
  readonly timing: Timing;
  readonly logger: Logger;
}

/** A runner whose jobs are jobs of a Slurm cluster. Nothing is asked of the cluster before the first job. */
export function slurmRunner(options: SlurmRunnerOptions): Runner {
  const { settings, maxGpus, runDirectory, environment, timing, logger } = options;
  if (/[\\\p{Cc}]/u.test(runDirectory)) throw badRunDirectory(runDirectory);
  const run = slurmCommand(environment);
  const lessons = new Lessons();
  const tracker = new Tracker({ run, timing, logger });
  const requeue = options.onInterrupt === 'detach';
  const runId = `oc-${randomBytes(5).toString('hex')}`;
  const budget = new GpuBudget(maxGpus ?? Infinity);
  const submitter = new Submitter({ runId, runDirectory, settings, requeue, lessons, budget, run, timing, logger });
  const gatherer = new Gatherer<Waiting>(timing, (jobs) => submitter.submit(jobs));
  const isLeaving = (): boolean => options.interrupted.aborted && (requeue || isHangUp(options.interrupted));
  const watching = { tracker, lessons, isLeaving };

  return {
    async run(job, control) {
      const { gpus } = job.resources;
      if (maxGpus !== undefined && gpus > maxGpus) return tooManyGpus(gpus, maxGpus);
      const base = baseNeeds(job.resources, settings);
      const submitted = await submit(gatherer, submitter, job, base, control);
      if (submitted === 'cancelled') return { status: 'cancelled' };
      try {
        return await watchJob({ ...submitted, mayReturn: requeue }, base, control, watching);
      } finally {
        submitted.release();
      }
    },
    async adopt(job, nativeId, control) {
      const element = parseElementKey(nativeId);
      const folder = element && submissionFolder(runDirectory, element.submission);
      if (element === undefined || folder === undefined || !existsSync(folder)) {
        return { status: 'failed', reason: 'lost', detail: `'${nativeId}' names no job of this run` };
      }
      const arrayId = await readSubmittedId(folder);
      const place = {
        key: nativeId as Submitted['key'],
        folder,
        index: element.index,
        jobId: arrayId,
        mayReturn: true,
      };
      return await watchJob(place, baseNeeds(job.resources, settings), control, watching);
    },
    describe(job, count = 1) {
      const folder = submissionFolder(runDirectory, `${runId}-1`);
      const needs = baseNeeds(job.resources, settings);
      const atOnce = needs.gpus > 0 && maxGpus !== undefined ? Math.floor(maxGpus / needs.gpus) : count;
      const request = { name: `${runId}-1`, comment: job.name, folder, count, atOnce, needs, settings, excluded: [] };
      return describeJob(job, submitArguments({ ...request, detached: requeue }));
    },
    // Every job has ended, or is to go on without us, when its `run` resolves.
    async close() {
      if (!isLeaving()) await writeAccounts(submitter.jobIds, { runId, runDirectory }, run, timing);
    },
  };
}

async function submit(
  gatherer: Gatherer<Waiting>,
  submitter: Submitter,
  job: Job,
  base: Waiting['base'],
  control: JobControl,
): Promise<Submitted | 'cancelled'> {
  const onAbort = (): void => submitter.resume();
  control.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      gatherer.add({ job, base, control, resolve, reject });
    });
  } finally {
    control.signal.removeEventListener('abort', onAbort);
  }
}

/** The terminal is gone, and nobody has said that the jobs are to end. */
function isHangUp({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.message === 'SIGHUP';
}

function tooManyGpus(gpus: number, maxGpus: number): JobOutcome {
  return { status: 'failed', reason: 'rejected', detail: `the job wants ${gpus} GPUs, but max_gpus is ${maxGpus}` };
}
