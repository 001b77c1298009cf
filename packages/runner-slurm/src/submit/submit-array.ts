import { describeCommand, type Logger } from 'oc-sdk';
import { type Answer, type SlurmCommand, slurmSays } from '../commands/slurm-command.ts';
import { elementKey } from '../element.ts';
import { slurmNotFound, slurmRefused } from '../errors.ts';
import type { Timing } from '../settings.ts';
import { clusterOffers } from './cluster.ts';
import { findSubmission } from './find-submission.ts';
import { classifyRefusal } from './refusal.ts';
import { submissionFolder, writeSubmission, writeSubmitted } from './submission.ts';
import { type SubmitRequest, submitArguments } from './submit-arguments.ts';
import type { Waiting } from './waiting.ts';

export interface SubmitOptions {
  readonly runDirectory: string;
  readonly run: SlurmCommand;
  readonly timing: Timing;
  readonly logger: Logger;
}

/** Jobs that go to Slurm in one call. */
export interface Chunk {
  readonly name: string;
  readonly jobs: readonly Waiting[];
  readonly request: Omit<SubmitRequest, 'name' | 'comment' | 'folder' | 'count'>;
}

/**
 * Gives jobs to Slurm, as one array. What is needed to find them again is on disk before Slurm has them. Resolves to
 * Slurm's id of the array; `limit`: the user has as many jobs as are allowed; `stopped`: nobody wants them any more.
 */
export async function submitArray(
  chunk: Chunk,
  options: SubmitOptions,
): Promise<{ jobId: string } | 'limit' | 'stopped'> {
  const { name, jobs, request } = chunk;
  const folder = submissionFolder(options.runDirectory, name);
  const comment = jobs[0]?.job.name ?? name;
  const command = submitArguments({ ...request, name, comment, folder, count: jobs.length });
  await writeSubmission({ name, folder, jobs: jobs.map(({ job }) => job) });
  for (const [index, { control }] of jobs.entries()) control.submitted(elementKey(name, index));
  const unwanted = () => jobs.every(({ control }) => control.signal.aborted);
  for (;;) {
    if (unwanted()) return 'stopped';
    const answer = await options.run('sbatch', command, { cwd: folder });
    const found = await jobIdOf(answer, name, command, unwanted, options);
    if (found === 'none') {
      await options.timing.sleep(options.timing.pollMs);
      continue;
    }
    if (found === 'stopped') {
      options.logger.warn(`Slurm may have taken ${name} and does not answer; to end it: scancel --name=${name}`);
    }
    if (typeof found === 'object') {
      options.logger.info(`${jobs.length} x ${comment}: Slurm job ${found.jobId} (${name})`);
      await recordSubmitted(folder, { jobId: found.jobId, command: ['sbatch', ...command] }, options);
    }
    return found;
  }
}

/** Slurm has the jobs, whatever becomes of the record: they are found by their name as well. */
async function recordSubmitted(
  folder: string,
  record: Parameters<typeof writeSubmitted>[1],
  { logger }: SubmitOptions,
): Promise<void> {
  try {
    await writeSubmitted(folder, record);
  } catch (error) {
    logger.warn(`Slurm job ${record.jobId} runs, but there is no record of it in ${folder}: ${String(error)}`);
  }
}

async function jobIdOf(
  answer: Answer,
  name: string,
  command: readonly string[],
  unwanted: () => boolean,
  { run, timing, logger }: SubmitOptions,
): Promise<{ jobId: string } | 'none' | 'stopped' | 'limit'> {
  const [, jobId] = /^(\d+)(?:;|$)/m.exec(answer.stdout) ?? [];
  if (answer.exitCode === 0 && jobId !== undefined) return { jobId };
  if (answer.missing) throw slurmNotFound('sbatch');
  const says = slurmSays(answer);
  const refusal = answer.exitCode === 0 ? 'unknown' : classifyRefusal(says);
  if (refusal === 'never') {
    throw slurmRefused(says, describeCommand(['sbatch', ...command]), await clusterOffers(run));
  }
  if (refusal === 'limit') return 'limit';
  logger.warn(`whether Slurm has taken ${name} is not known yet: ${says}`);
  return await findSubmission(name, run, timing, unwanted);
}
