import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineRunner, type Job, type JobControl, type JobOutcome, type OptionsOf } from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    prefix: {
      type: 'array',
      items: { type: 'string' },
      default: ['nice', '-n', '10'],
      description: 'Program and arguments that are put in front of the command of every job.',
    },
    kill_grace_seconds: { type: 'number', minimum: 0, default: 15, description: 'Time to end before it is killed.' },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/** Runs every job on this machine behind another program: `nice`, `taskset`, `chrt`. CPU jobs only. */
export default defineRunner({
  name: 'prefixed',
  summary: 'Runs jobs as processes of this machine, with a program put in front.',
  optionsSchema,
  create: (options: Options) => ({
    run: (job, control) => run(job, control, options),
    describe: ({ command, env }) => JSON.stringify({ command: [...options.prefix, ...command], env }),
  }),
});

/** A job that cannot start or fails is a value: nothing is thrown. */
async function run(job: Job, control: JobControl, { prefix, kill_grace_seconds }: Options): Promise<JobOutcome> {
  if (control.signal.aborted) return { status: 'cancelled' };
  if (job.resources.gpus > 0) return { status: 'failed', reason: 'rejected', detail: 'this runner has no GPUs' };
  const { pid, ended } = start(job, prefix);
  if (pid === undefined) return await ended;
  control.submitted(String(pid));
  const outcome = await Promise.race([ended, aborted(control.signal, ended)]);
  if (outcome !== 'aborted') return outcome;
  signalGroup(pid, 'SIGTERM');
  await Promise.race([ended, sleep(kill_grace_seconds * 1000, undefined, { ref: false })]);
  signalGroup(pid, 'SIGKILL');
  await ended;
  return { status: 'cancelled' };
}

/** The job leads a process group (`detached`), so that it can be ended with all that it starts. */
function start({ command, cwd, env, logFile }: Job, prefix: readonly string[]) {
  const [program = '', ...args] = [...prefix, ...command];
  const log = openSync(logFile, 'a');
  // A worker that is told so ends when its standard input does: when this process dies, however it dies.
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env, OC_PARENT_PIPE: '1' },
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<JobOutcome>((resolve) => {
    child.on('error', ({ message }) => resolve({ status: 'failed', reason: 'rejected', detail: message }));
    child.on('exit', (code, signal) => resolve(outcomeOf(code, signal)));
  });
  return { pid: child.pid, ended };
}

function outcomeOf(exitCode: number | null, signal: string | null): JobOutcome {
  if (exitCode === 0) return { status: 'succeeded' };
  if (exitCode === null) return { status: 'failed', reason: 'signal', detail: `ended by ${signal}` };
  return { status: 'failed', reason: 'exit', exitCode, detail: `exit code ${exitCode}` };
}

/** Resolves on an abort, also one that came before; leaves no listener when the job has ended. */
async function aborted(signal: AbortSignal, ended: Promise<unknown>): Promise<'aborted'> {
  if (signal.aborted) return 'aborted';
  return await new Promise((resolve) => {
    const onAbort = () => resolve('aborted');
    signal.addEventListener('abort', onAbort, { once: true });
    void ended.then(() => signal.removeEventListener('abort', onAbort));
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
