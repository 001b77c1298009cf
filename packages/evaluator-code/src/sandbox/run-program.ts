import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAUNCHER } from './launcher/index.ts';

/** A program and what it has to pass, all of it Python. */
export interface Program {
  /** Readings of the answer, the likeliest first: the first that compiles is the program. */
  readonly solutions: readonly string[];
  /** Run after it, before the tests. */
  readonly setup: readonly string[];
  readonly tests: readonly string[];
}

export interface Limits {
  /** Processor time of one process, in seconds. */
  readonly cpuSeconds: number;
  /** From start to end, in seconds. */
  readonly wallSeconds: number;
  /** Address space of one process. */
  readonly memoryBytes: number;
  /** All files together where there are namespaces, else each. */
  readonly fileBytes: number;
  /** Processes and threads at once, where there are namespaces. */
  readonly processes: number;
}

export interface RunOptions {
  /** Absolute path of the interpreter. */
  readonly python: string;
  readonly limits: Limits;
  /** `required`: no namespaces, no run. `none` does not try: what a system without them gives. */
  readonly isolation: 'required' | 'best_effort' | 'none';
  readonly signal: AbortSignal;
}

export interface Ending {
  /** `unavailable`: isolation was required. `broken`: the sandbox failed, which says nothing of the program. */
  readonly outcome: 'passed' | 'wrong_answer' | 'failed' | 'timeout' | 'unavailable' | 'broken';
  /** One line or a few. What a program says of itself is in it: text, no more. */
  readonly detail: string;
  /** What could not be protected, and why. */
  readonly missing: Readonly<Record<string, string>>;
}

/** A launcher that says nothing for so long after the program's time was up is stuck itself. */
const GRACE_MS = 30_000;
const OUTPUT_LIMIT = 1 << 16;

/** Hash order is the same in every run, so that a program gives the same result every time. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONHASHSEED: '0' };

/** Runs one program in a sandbox of its own. Throws where the signal is aborted; nothing is left running. */
export async function runProgram(program: Program, options: RunOptions): Promise<Ending> {
  options.signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'oc-code-'));
  try {
    return await launch(jobOf(program, folder, options), options);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function jobOf(program: Program, folder: string, { limits, isolation }: RunOptions): string {
  return JSON.stringify({
    ...program,
    folder,
    isolation,
    token: randomBytes(16).toString('hex'),
    cpu_seconds: Math.ceil(limits.cpuSeconds),
    wall_seconds: limits.wallSeconds,
    memory_bytes: limits.memoryBytes,
    file_bytes: limits.fileBytes,
    processes: limits.processes,
  });
}

function launch(job: string, { python, limits, signal }: RunOptions): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-s', '-B', '-c', LAUNCHER], {
      env: ENVIRONMENT,
      cwd: '/',
      // A process group of its own, which is killed as one.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (said[name].length < OUTPUT_LIMIT) said[name] += text;
      });
    }
    const kill = (): void => killGroup(child.pid);
    const timer = setTimeout(kill, limits.wallSeconds * 1000 + GRACE_MS);
    signal.addEventListener('abort', kill, { once: true });
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      kill();
      if (signal.aborted) reject(signal.reason);
      else resolve(endingIn(said));
    });
    // A launcher that ended early does not read.
    child.stdin.on('error', () => {}).end(job);
  });
}

function endingIn({ stdout, stderr }: { stdout: string; stderr: string }): Ending {
  try {
    return JSON.parse(stdout) as Ending;
  } catch {
    // Without namespaces a program can end the process that watches it: it has passed nothing.
    const last = stderr.trim().split('\n').at(-1) ?? '';
    if (last !== '') return { outcome: 'broken', detail: last, missing: {} };
    return { outcome: 'failed', detail: 'it ended what watched it before its tests were over', missing: {} };
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // There is nothing left of it.
  }
}
