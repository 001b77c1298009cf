import { fileURLToPath } from 'node:url';
import type { Job } from 'oc-sdk';
import type { RunDirectory, Stage } from 'oc-sdk/run-directory';

export interface WorkerJobOptions {
  readonly directory: RunDirectory;
  readonly stage: Stage;
  readonly plan: number;
  readonly model: string;
  readonly worker: string;
  readonly gpus: number;
  readonly cpus: number | undefined;
  readonly logFile: string;
  readonly searchFrom: readonly string[];
  readonly cwd: string;
}

/** The job that runs one worker. */
export function workerJob({
  directory,
  stage,
  plan,
  model,
  worker,
  gpus,
  cpus,
  logFile,
  searchFrom,
  cwd,
}: WorkerJobOptions): Job {
  return {
    id: worker,
    name: `oc-core ${stage} ${model}`,
    command: [
      process.execPath,
      workerProgram(),
      directory.root,
      ...['--stage', stage],
      ...['--plan', String(plan)],
      ...['--model', model],
      ...['--worker', worker],
      ...searchFrom.flatMap((place) => ['--search-from', place]),
    ],
    cwd,
    // Answers are synced to disk on libuv's threads: with its four, claims would wait behind them.
    env: { UV_THREADPOOL_SIZE: '16' },
    resources: { gpus, ...(cpus === undefined ? {} : { cpus }) },
    logFile,
  };
}

/** `oc-worker` is reached by name, never by import. */
function workerProgram(): string {
  return fileURLToPath(new URL('bin/oc-worker.js', import.meta.resolve('oc-worker/package.json')));
}
