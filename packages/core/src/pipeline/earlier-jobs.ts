import { hostname } from 'node:os';
import type { Job, JobControl, JobOutcome, Logger, Runner } from 'oc-sdk';
import { askToLeave, type RunDirectory, type Stage } from 'oc-sdk/run-directory';
import { JobJournal, type UnfinishedJob, unfinishedJobs } from '../run/journal.ts';
import { EarlierProgress } from './earlier-progress.ts';
import type { EarlierJobs } from './progress-state.ts';
import { endOrphanedClaims } from './stage/release-claims.ts';

export interface EarlierJobsOptions {
  /** The runner that finds a job again. */
  runnerOf(stage: Stage, job: UnfinishedJob): Promise<Runner>;
  readonly logger: Logger;
  /** Aborted: jobs are to end, or to be left, as their runner does it. */
  readonly signal: AbortSignal;
  /** Told now and then how far the jobs are. */
  watching?(state: EarlierJobs): void;
}

/**
 * Sees to the end of what a launcher that died, or was told to leave, has left behind: jobs that may still run are
 * handed to their runner, which watches or ends them; then nobody can be at work on a claim any more. Only now may a
 * new plan be made from what is missing. Resolves to the number of jobs that there were.
 */
export async function endEarlierJobs(directory: RunDirectory, options: EarlierJobsOptions): Promise<number> {
  const stages = (['infer', 'eval'] as const).map(async (name) => ({
    name,
    jobs: await unfinishedJobs(directory.stage(name)),
  }));
  const found = await Promise.all(stages);
  const progress = new EarlierProgress(directory, found, options.watching);
  try {
    await Promise.all(found.map(({ name, jobs }) => endStage(directory, name, jobs, progress, options)));
  } finally {
    progress.stop();
  }
  return found.reduce((sum, { jobs }) => sum + jobs.length, 0);
}

async function endStage(
  directory: RunDirectory,
  name: Stage,
  jobs: readonly UnfinishedJob[],
  progress: EarlierProgress,
  options: EarlierJobsOptions,
): Promise<void> {
  const stage = directory.stage(name);
  const journal = new JobJournal(stage);
  const outcomes = jobs.map(async (job) => {
    await askToLeave(stage, job.job);
    const outcome = await adopt(job, directory, name, progress, options);
    progress.ended(job);
    // Left to itself once more: the next launcher asks again.
    if (outcome.status !== 'detached') await journal.ended(job.job, job.model, outcome);
    return outcome;
  });
  const ended = await Promise.all(outcomes);
  await journal.close();
  if (ended.every(({ status }) => status !== 'detached')) await endOrphanedClaims(stage);
}

async function adopt(
  job: UnfinishedJob,
  directory: RunDirectory,
  stage: Stage,
  progress: EarlierProgress,
  options: EarlierJobsOptions,
): Promise<JobOutcome> {
  const { logger, signal } = options;
  const lost: JobOutcome = { status: 'failed', reason: 'lost', detail: 'its launcher died' };
  if (job.nativeId === undefined) return lost;
  const runner = await options.runnerOf(stage, job);
  if (runner.adopt === undefined) return lost;
  if (job.host !== hostname()) {
    logger.warn(`job ${job.job} was started on ${job.host}; whether it still runs may not be seen from here`);
  }
  const control: JobControl = {
    ...{ logger, signal },
    submitted: () => {},
    report: (status) => progress.note(job, status),
  };
  return await runner.adopt(placeholderJob(directory, stage, job), job.nativeId, control);
}

/** Enough of a job to find its process and its log. */
function placeholderJob(directory: RunDirectory, stage: Stage, { job, model }: UnfinishedJob): Job {
  return {
    id: job,
    name: job,
    command: [process.execPath],
    cwd: directory.root,
    env: {},
    resources: { gpus: 0 },
    logFile: directory.log(stage, model, job),
  };
}
