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
import { GpuGate } from './submit/gpu-gate.ts';
import { readSubmittedId, submissionFolder } from './submit/submission.ts';
import { submitArguments } from './submit/submit-arguments.ts';
import { type Submitted, Submitter, type Waiting } from './submit/submitter.ts';
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
  const submitter = new Submitter({ runId, runDirectory, settings, requeue, lessons, run, timing, logger });
  const gatherer = new Gatherer<Waiting>(timing, (jobs) => submitter.submit(jobs));
  const gate = new GpuGate(maxGpus ?? Infinity);
  const watching = { tracker, lessons, detachOn: requeue ? options.interrupted : undefined };

  return {
    async run(job, control) {
      const { gpus } = job.resources;
      if (maxGpus !== undefined && gpus > maxGpus) return tooManyGpus(gpus, maxGpus);
      if (!(await gate.enter(gpus, control.signal))) return { status: 'cancelled' };
      try {
        const base = baseNeeds(job.resources, settings);
        const submitted = await submit(gatherer, job, base, control);
        if (submitted === 'cancelled') return { status: 'cancelled' };
        return await watchJob(submitted, base, control, watching);
      } finally {
        gate.leave(gpus);
      }
    },
    async adopt(job, nativeId, control) {
      const element = parseElementKey(nativeId);
      const folder = element && submissionFolder(runDirectory, element.submission);
      if (element === undefined || folder === undefined || !existsSync(folder)) {
        return { status: 'failed', reason: 'lost', detail: `'${nativeId}' names no job of this run` };
      }
      const arrayId = await readSubmittedId(folder);
      const place = { key: nativeId as Submitted['key'], folder, index: element.index, jobId: arrayId };
      return await watchJob(place, baseNeeds(job.resources, settings), control, watching);
    },
    describe(job) {
      const folder = submissionFolder(runDirectory, `${runId}-1`);
      const needs = baseNeeds(job.resources, settings);
      const request = { name: `${runId}-1`, comment: job.name, folder, count: 1, needs, settings, excluded: [] };
      return describeJob(job, submitArguments({ ...request, detached: requeue }));
    },
    // Every job has ended, or is to go on without us, when its `run` resolves.
    async close() {
      await writeAccounts(submitter.jobIds, { runId, runDirectory }, run, timing);
    },
  };
}

function submit(
  gatherer: Gatherer<Waiting>,
  job: Job,
  base: Waiting['base'],
  control: JobControl,
): Promise<Submitted | 'cancelled'> {
  return new Promise((resolve, reject) => {
    gatherer.add({ job, base, control, resolve, reject });
  });
}

function tooManyGpus(gpus: number, maxGpus: number): JobOutcome {
  return { status: 'failed', reason: 'rejected', detail: `the job wants ${gpus} GPUs, but max_gpus is ${maxGpus}` };
}
