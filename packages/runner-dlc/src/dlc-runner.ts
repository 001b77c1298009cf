import { existsSync } from 'node:fs';
import {
  describeCommand,
  describeWord,
  type Job,
  type JobControl,
  type JobOutcome,
  type Logger,
  type Runner,
} from 'oc-sdk';
import { jobFolder, readCreatedId, writeCreated } from './container/job-folder.ts';
import { attemptName, isAttemptName } from './names.ts';
import { probe } from './probe.ts';
import { type Watching, watchJob } from './run-job.ts';
import type { DlcSettings, Timing } from './settings.ts';
import { backOff, consoleLink, requestOf, Submitter } from './submit/submitter.ts';
import type { DlcTransport } from './transport/transport.ts';
import { Tracker } from './watch/tracker.ts';

export interface DlcRunnerOptions {
  readonly settings: DlcSettings;
  readonly transport: DlcTransport;
  readonly onInterrupt: 'cancel' | 'detach';
  readonly runDirectory: string;
  /** Aborted when the launcher is interrupted. */
  readonly interrupted: AbortSignal;
  readonly timing: Timing;
  readonly logger: Logger;
  /** The launcher's Node: commands that begin with it get the Node of the container. */
  readonly launcherNode: string;
}

/** A runner whose jobs are jobs of PAI-DLC, one for each. Nothing is asked of the service before the first. */
export function dlcRunner(options: DlcRunnerOptions): Omit<Runner, 'diagnose'> {
  const { settings, transport, runDirectory, timing, logger, launcherNode } = options;
  const submitter = new Submitter({ runDirectory, settings, transport, timing, logger, launcherNode });
  const tracker = new Tracker({ transport, timing, logger, mayReserve: settings.mayReserve });
  const detachOn = options.onInterrupt === 'detach' ? options.interrupted : undefined;
  const watching: Watching = { tracker, transport, timing, detachOn };
  const attempts = (job: Job, control: JobControl) => runAttempts(job, control, submitter, watching, settings);
  let probed: Promise<boolean> | undefined;

  return {
    async run(job, control) {
      if (control.signal.aborted) return { status: 'cancelled' };
      if (settings.probe) probed ??= probe(options, { ...control, signal: options.interrupted }, attempts);
      if ((await probed) === false) return { status: 'cancelled' };
      return await attempts(job, control);
    },
    adopt: (job, nativeId, control) => adopt(job, nativeId, control, { submitter, watching, options }),
    describe: (job) => describeJob(job, options),
  };
}

/** One job of DLC after another, as long as each dies of quota, image or node before it has begun. */
async function runAttempts(
  job: Job,
  control: JobControl,
  submitter: Submitter,
  watching: Watching,
  { infraRetry }: DlcSettings,
): Promise<JobOutcome> {
  const { timing } = watching;
  for (let attempt = 0; ; attempt += 1) {
    const submission = await submitter.submit(job, attempt, control);
    if (submission === 'cancelled' || submission === 'detached') return { status: submission };
    if ('lost' in submission) return { status: 'failed', reason: 'lost', detail: `DLC: ${submission.lost}` };
    const { outcome, again } = await watchJob(submission, job.logFile, control, watching);
    if (!again || outcome.status !== 'failed' || attempt >= infraRetry) return outcome;
    control.logger.warn(`${job.name}: ${outcome.detail}; trying again (${attempt + 1} of ${infraRetry})`);
    if (!(await pause(backOff(timing.backOffMs, attempt), timing, control.signal))) return { status: 'cancelled' };
  }
}

interface Parts {
  readonly submitter: Submitter;
  readonly watching: Watching;
  readonly options: DlcRunnerOptions;
}

async function adopt(
  job: Job,
  name: string,
  control: JobControl,
  { submitter, watching, options: { runDirectory, settings } }: Parts,
): Promise<JobOutcome> {
  const folder = jobFolder(runDirectory, name);
  const lost = (detail: string): JobOutcome => ({ status: 'failed', reason: 'lost', detail });
  if (!isAttemptName(name) || !existsSync(folder)) return lost(`'${name}' names no job of this run`);
  const known = await readCreatedId(folder);
  const jobId = known ?? (await submitter.find(name, folder, () => control.signal.aborted));
  if (jobId === 'stopped') return { status: 'detached' };
  if (jobId === 'none') return lost(`DLC has no job ${name}: its launcher died before it was created`);
  if (known === undefined) await writeCreated(folder, { jobId, console: consoleLink(jobId, settings) });
  const { outcome } = await watchJob({ name, folder, jobId }, job.logFile, control, watching);
  return outcome;
}

/** What DLC would be asked, to paste, and below it what the container runs. */
function describeJob(job: Job, { runDirectory, settings, transport }: DlcRunnerOptions): string {
  const request = requestOf(job, attemptName(runDirectory, job.id, 0), 0, runDirectory, settings);
  const { command, env, cwd, logFile } = job;
  return [
    transport.describe(request),
    `    in the container, in ${describeWord(cwd)}: ${describeCommand(command, env)} >> ${describeWord(logFile)} 2>&1`,
  ].join('\n');
}

/** False: the signal was aborted meanwhile. */
async function pause(ms: number, { sleep }: Timing, signal: AbortSignal): Promise<boolean> {
  const step = 100;
  for (let waited = 0; waited < ms && !signal.aborted; waited += step) await sleep(Math.min(step, ms - waited));
  return !signal.aborted;
}
