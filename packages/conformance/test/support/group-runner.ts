import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobControl, JobOutcome, Runner } from 'oc-sdk';

/** What a test may break of it. */
export interface Flaws {
  /** Send signals to the job alone, not to its group. */
  readonly alone?: boolean;
  /** Kill at once instead of asking. */
  readonly rude?: boolean;
  /** Ask only, and never kill. */
  readonly timid?: boolean;
  /** Change the job before it is run. */
  readonly job?: (job: Job) => Job;
  /** Change the outcome before it is told. */
  readonly outcome?: (outcome: JobOutcome) => JobOutcome;
  readonly keepsListener?: boolean;
  /** Overlook an abort between the start of a job and the first look at the signal. */
  readonly deafAtFirst?: boolean;
  readonly describes?: (job: Job) => string;
}

const GRACE_MS = 300;

/** A whole, small runner: one process group per job. */
export function groupRunner(flaws: Flaws = {}): Runner {
  return {
    run: async (job, control) => {
      const outcome = await runJob(flaws.job?.(job) ?? job, control, flaws);
      return flaws.outcome?.(outcome) ?? outcome;
    },
    describe:
      flaws.describes ??
      (({ command, env }) => `${Object.entries(env).map((pair) => pair.join('='))} ${JSON.stringify(command)}`),
  };
}

async function runJob(job: Job, control: JobControl, flaws: Flaws): Promise<JobOutcome> {
  if (control.signal.aborted) return { status: 'cancelled' };
  const [program, ...args] = job.command;
  const log = openSync(job.logFile, 'a');
  const child = spawn(program, args, {
    cwd: job.cwd,
    env: { ...process.env, ...job.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  const { pid } = child;
  const ended = new Promise<JobOutcome>((resolve) => {
    child.on('error', ({ message }) => resolve({ status: 'failed', reason: 'rejected', detail: message }));
    child.on('exit', (code, signal) => resolve(outcomeOf(code, signal)));
  });
  if (pid === undefined) return await ended;
  control.submitted(String(pid));
  const target = flaws.alone ? pid : -pid;
  const killed = new Promise<void>((resolve) => {
    const onAbort = () => resolve(end(target, flaws));
    if (control.signal.aborted && !flaws.deafAtFirst) onAbort();
    control.signal.addEventListener('abort', onAbort);
    if (!flaws.keepsListener) void ended.then(() => control.signal.removeEventListener('abort', onAbort));
  });
  const outcome = await ended;
  if (!control.signal.aborted) return outcome;
  await killed;
  return { status: 'cancelled' };
}

async function end(target: number, { rude, timid }: Flaws): Promise<void> {
  if (!rude) signalTo(target, 'SIGTERM');
  await sleep(GRACE_MS);
  if (!timid) signalTo(target, 'SIGKILL');
}

function signalTo(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // Gone already.
  }
}

function outcomeOf(code: number | null, signal: string | null): JobOutcome {
  if (code === 0) return { status: 'succeeded' };
  if (code === null) return { status: 'failed', reason: 'signal', detail: `ended by ${signal}` };
  return { status: 'failed', reason: 'exit', exitCode: code, detail: `exit code ${code}` };
}
