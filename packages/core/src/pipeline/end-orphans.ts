import { hostname } from 'node:os';
import type { Job, Logger, Runner } from 'oc-sdk';
import type { RunDirectory, Stage } from 'oc-sdk/run-directory';
import { JobJournal, unfinishedJobs } from '../run/journal.ts';
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
    for (const { job, model, nativeId, host } of await unfinishedJobs(stage)) {
      if (nativeId !== undefined && host !== hostname()) {
        control.logger.warn(`job ${job} was started on ${host}; whether it still runs cannot be seen from here`);
      }
      const adopted =
        nativeId === undefined
          ? undefined
          : runners[name].adopt?.(placeholderJob(directory, name, model, job), nativeId, {
              ...control,
              submitted: () => {},
            });
      await journal.ended(
        job,
        model,
        (await adopted) ?? { status: 'failed', reason: 'lost', detail: 'its launcher died' },
      );
    }
    await journal.close();
    await endOrphanedClaims(stage);
  }
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
