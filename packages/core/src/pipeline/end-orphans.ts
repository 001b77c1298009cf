import { hostname } from 'node:os';
import type { Job, JobOutcome, Logger, Runner } from 'oc-sdk';
import type { RunDirectory, Stage } from 'oc-sdk/run-directory';
import { JobJournal, type UnfinishedJob, unfinishedJobs } from '../run/journal.ts';
import { endOrphanedClaims } from './stage/release-claims.ts';

/**
 * What a launcher that died left behind: jobs that may still run are handed to their runner, which watches or ends
 * them; then nobody can be at work on a claim any more. Only now may a new plan be made from what is missing.
 */
export async function endOrphans(
  directory: RunDirectory,
  runners: Readonly<Record<Stage, Runner>>,
  control: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  for (const name of ['infer', 'eval'] as const) {
    const stage = directory.stage(name);
    const journal = new JobJournal(stage);
    const adopted = (await unfinishedJobs(stage)).map(async (orphan) => {
      const outcome = await adopt(orphan, directory, name, runners[name], control);
      // Left to itself once more: the next launcher asks again.
      if (outcome.status !== 'detached') await journal.ended(orphan.job, orphan.model, outcome);
      return outcome;
    });
    const outcomes = await Promise.all(adopted);
    await journal.close();
    if (outcomes.every(({ status }) => status !== 'detached')) await endOrphanedClaims(stage);
  }
}

async function adopt(
  { job, model, nativeId, host }: UnfinishedJob,
  directory: RunDirectory,
  stage: Stage,
  runner: Runner,
  control: { logger: Logger; signal: AbortSignal },
): Promise<JobOutcome> {
  const lost: JobOutcome = { status: 'failed', reason: 'lost', detail: 'its launcher died' };
  if (nativeId === undefined || runner.adopt === undefined) return lost;
  if (host !== hostname()) {
    control.logger.warn(`job ${job} was started on ${host}; whether it still runs cannot be seen from here`);
  }
  return await runner.adopt(placeholderJob(directory, stage, model, job), nativeId, {
    ...control,
    submitted: () => {},
  });
}

/** Enough of a job to find its process and its log. */
export function placeholderJob(directory: RunDirectory, stage: Stage, model: string, job: string): Job {
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
