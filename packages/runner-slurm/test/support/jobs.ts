import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordingLogger, silentLogger } from 'oc-conformance';
import type { Job, JobControl, Runner } from 'oc-sdk';
import { onTestFinished } from 'vitest';
import { TIMING } from '../../src/settings.ts';
import { type SlurmRunnerOptions, slurmRunner } from '../../src/slurm-runner.ts';

/** A folder that is removed when the test is over. */
export async function temporaryFolder(name = 'oc-runner-slurm-'): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), name)));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export const NO_SETTINGS: SlurmRunnerOptions['settings'] = {
  ...{ partition: undefined, quotatype: undefined, qos: undefined, account: undefined },
  ...{ timeLimitMinutes: undefined, cpusPerTask: undefined, memoryMiB: undefined, exclude: [], extraArgs: [] },
};

interface TestRunnerOptions extends Partial<Omit<SlurmRunnerOptions, 'settings' | 'timing' | 'runDirectory'>> {
  readonly settings?: Partial<SlurmRunnerOptions['settings']>;
  readonly timing?: Partial<SlurmRunnerOptions['timing']>;
}

/** A runner that is less patient than a user's. */
export function testRunner(
  runDirectory: string,
  options: TestRunnerOptions = {},
): Runner & { messages: readonly string[] } {
  const { logger, messages } = recordingLogger();
  const runner = slurmRunner({
    ...{ maxGpus: undefined, onInterrupt: 'cancel', environment: process.env, logger },
    interrupted: new AbortController().signal,
    ...options,
    runDirectory,
    settings: { ...NO_SETTINGS, ...options.settings },
    timing: { ...TIMING, lookMs: 200, pollMs: 500, slowPollMs: 2_000, accountsMs: 60_000, ...options.timing },
  });
  return { ...runner, messages };
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

/** A program that says that it is there, and stays. */
export const STAYS = `console.log('here'); setInterval(() => {}, 1000);`;

export function control(signal: AbortSignal = new AbortController().signal): JobControl & { readonly ids: string[] } {
  const ids: string[] = [];
  return { signal, logger: silentLogger, submitted: (id) => void ids.push(id), ids };
}

/** Resolves with a file's lines when there are at least so many. Only a hang reaches the test's time limit. */
export async function linesOf(file: string, count = 1): Promise<readonly string[]> {
  for (;;) {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
    if (lines.length >= count) return lines;
    await sleep(20);
  }
}
