import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Project } from './temp-project.ts';

export interface Finished {
  /** null where a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  /** So far. */
  readonly stderr: string;
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<Finished>;
}

const CLI = fileURLToPath(new URL('../../packages/core/bin/oc-core.js', import.meta.url));
const WORKER = fileURLToPath(new URL('../../packages/worker/bin/oc-worker.js', import.meta.url));

/** Runs `oc-core` in a project to its end. */
export async function runCli(project: Project, ...args: string[]): Promise<Finished> {
  return await startCli(project, args).finished;
}

/** Starts `oc-core` in a project. What is left of it is killed with the test. */
export function startCli(project: Project, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start([CLI, ...args], project, env);
}

/** Starts `oc-worker` as a runner would, but without a launcher. */
export function startWorker(project: Project, args: readonly string[]): Running {
  return start([WORKER, ...args], project, {});
}

function start(args: readonly string[], project: Project, env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, args, {
    cwd: project.root,
    env: { ...process.env, OC_CACHE_DIR: project.path('cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return {
    pid: child.pid as number,
    get stderr() {
      return output.stderr;
    },
    kill: (signal) => void child.kill(signal),
    finished: ending(child).then((end) => ({ ...end, ...output })),
  };
}

function ending(child: ChildProcess): Promise<Pick<Finished, 'exitCode' | 'signal'>> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}
