import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createExclusively, writeFileAtomically } from 'oc-sdk/run-directory';
import { type DoneMarker, doneMarkerFile, type StartMarker, startMarkerFile } from '../markers.ts';
import { type ElementSpec, readElementSpec } from '../submit/submission.ts';
import { killLeftovers } from './leftovers.ts';
import { childrenCpuSeconds, watchMemory } from './usage.ts';

type Ending = Pick<DoneMarker, 'exitCode' | 'signal' | 'problem'>;

/** Sent by Slurm to this process alone when the time limit comes near (`sbatch --signal`): the command may end in peace. */
const TIME_IS_NEAR = 'SIGUSR2';

/** Runs one job of a submission, at most once, and leaves its markers. Resolves to the exit code for Slurm. */
export async function runElement(folder: string, environment: NodeJS.ProcessEnv): Promise<number> {
  const received: string[] = [];
  let end = (): void => {};
  // Slurm sends SIGTERM to every process of a job: the command has it already.
  process.on('SIGTERM', () => received.push('SIGTERM'));
  process.on(TIME_IS_NEAR, () => {
    received.push(TIME_IS_NEAR);
    end();
  });
  const index = Number(environment.SLURM_ARRAY_TASK_ID ?? 0);
  const spec = await readElementSpec(folder, index);
  const here = identity(environment);
  const mark = `${JSON.stringify(here)}\n`;
  if (!(await createExclusively(startMarkerFile(folder, index, here.restart), mark))) return ALREADY_RUN;
  const begun = performance.now();
  const { ending, maxRssMiB } = await runCommand(spec, environment, (kill) => {
    end = kill;
    if (received.includes(TIME_IS_NEAR)) kill();
  });
  killLeftovers();
  const done: DoneMarker = {
    ...here,
    time: new Date().toISOString(),
    ...ending,
    received,
    elapsedSeconds: Math.round(performance.now() - begun) / 1000,
    cpuSeconds: childrenCpuSeconds(),
    maxRssMiB,
  };
  await writeFileAtomically(doneMarkerFile(folder, index), `${JSON.stringify(done)}\n`);
  return ending.exitCode ?? (ending.problem === null ? SIGNALLED : CANNOT_START);
}

/** A second copy of the same job (a submission whose answer was lost and that was made again) leaves without a trace. */
const ALREADY_RUN = 0;
const CANNOT_START = 126;
const SIGNALLED = 137;

function identity(environment: NodeJS.ProcessEnv): StartMarker {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: element, SLURM_JOB_ID: job = '' } = environment;
  return {
    jobId: array === undefined ? job : `${array}_${element}`,
    restart: Number(environment.SLURM_RESTART_COUNT ?? 0),
    node: environment.SLURMD_NODENAME ?? hostname(),
    time: new Date().toISOString(),
  };
}

async function runCommand(
  { command: [program, ...args], cwd, env, logFile }: ElementSpec,
  environment: NodeJS.ProcessEnv,
  started: (end: () => void) => void,
): Promise<{ ending: Ending; maxRssMiB: number }> {
  const log = await open(logFile, 'a').catch((error: unknown) => String(error));
  if (typeof log === 'string') return { ending: problem(`cannot write the log: ${log}`), maxRssMiB: 0 };
  try {
    const child = spawn(program, args, {
      cwd,
      env: { ...environment, ...env },
      stdio: ['ignore', log.fd, log.fd],
    });
    started(() => void child.kill('SIGTERM'));
    const memory = watchMemory(child.pid);
    const ending = await new Promise<Ending>((resolve) => {
      child.once('error', (error) => resolve(problem(whyNotStarted(program, cwd, error))));
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, problem: null }));
    });
    return { ending, maxRssMiB: memory.stop() };
  } catch (error) {
    return { ending: problem(`cannot start '${program}': ${messageOf(error)}`), maxRssMiB: 0 };
  } finally {
    await log.close();
  }
}

function problem(text: string): Ending {
  return { exitCode: null, signal: null, problem: text };
}

function whyNotStarted(program: string, cwd: string, error: Error): string {
  const code = 'code' in error ? String(error.code) : error.message;
  if (code === 'ENOENT') return `cannot start '${program}': no such program, or no folder '${cwd}'`;
  if (code === 'EACCES') return `cannot start '${program}': permission denied`;
  return `cannot start '${program}': ${error.message}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
