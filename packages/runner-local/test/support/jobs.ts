import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from 'oc-conformance';
import type { Job, JobControl } from 'oc-sdk';
import { type LocalRunnerSettings, localRunner } from '../../src/local-runner.ts';

/** A runner with an environment of its own: as a rule none of this machine's. */
export function testRunner(settings: Partial<LocalRunnerSettings> = {}) {
  return localRunner({ workersPerGpu: 1, killGraceMs: 10_000, environment: {}, logger: silentLogger, ...settings });
}

/** A job that runs a program text with Node. */
export function nodeJob(folder: string, id: string, program: string, more: Partial<Job> = {}): Job {
  return {
    id,
    name: `test/${id}`,
    command: [process.execPath, '-e', program],
    cwd: folder,
    env: {},
    resources: { gpus: 0 },
    logFile: join(folder, `${id}.log`),
    ...more,
  };
}

export function control(signal: AbortSignal = new AbortController().signal): JobControl & { readonly ids: string[] } {
  const ids: string[] = [];
  return { signal, logger: silentLogger, submitted: (id) => void ids.push(id), ids };
}

/** Resolves with a file's lines when there are at least so many. Only a hang reaches the test's time limit. */
export async function linesOf(file: string, count: number): Promise<readonly string[]> {
  for (;;) {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
    if (lines.length >= count) return lines;
    await sleep(20);
  }
}

/** Whether a process does anything still: a dead one that nobody has reaped does not count. */
export async function lives(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !/\) [ZX] /.test(stat);
}
