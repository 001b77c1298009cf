import type { Job, JobControl, JobOutcome, Runner } from 'oc-sdk';
import type { Stage, WorkerArguments } from 'oc-sdk/run-directory';
import { loadWorker } from './worker-module.ts';

/** `--debug`: workers run in this process, one after the other, and log to the terminal. */
export function inProcessRunner(searchFrom: readonly string[]): Runner {
  let last: Promise<unknown> = Promise.resolve();
  const run = async (job: Job, { signal, logger, submitted }: JobControl): Promise<JobOutcome> => {
    if (signal.aborted) return { status: 'cancelled' };
    submitted(`in-process:${process.pid}`);
    const { runWorker } = await loadWorker();
    // Requests in flight are answered, as everywhere; a second Ctrl-C ends this process and them.
    const aborted = new AbortController().signal;
    const exitCode = await runWorker(argumentsOf(job, searchFrom), { logger, stopping: signal, aborted });
    if (signal.aborted) return { status: 'cancelled' };
    if (exitCode === 0) return { status: 'succeeded' };
    return { status: 'failed', reason: 'exit', exitCode, detail: 'the worker failed; it says why above' };
  };
  return {
    run(job, control) {
      const result = last.then(() => run(job, control));
      last = result.catch(() => {});
      return result;
    },
    describe: (job) => `in this process: ${job.name}`,
  };
}

/** A worker's job carries its arguments as a command line: the same that another process would get. */
function argumentsOf({ id, command }: Job, searchFrom: readonly string[]): WorkerArguments {
  const [, , runDirectory = '', ...flags] = command;
  const value = (flag: string): string => flags[flags.indexOf(flag) + 1] ?? '';
  return {
    runDirectory,
    stage: value('--stage') as Stage,
    plan: Number(value('--plan')),
    model: value('--model'),
    worker: id,
    searchFrom,
  };
}
