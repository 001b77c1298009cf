import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { completeOptions, recordingLogger, silentLogger } from 'oc-conformance';
import type { Job, JobControl, Runner } from 'oc-sdk';
import { onTestFinished } from 'vitest';
import type { ManualClock } from '../../../../test/support/dlc/manual-clock.ts';
import { type DlcServer, type DlcServerOptions, startDlcServer } from '../../../../test/support/dlc/server.ts';
import { type DlcRunnerOptions, dlcRunner } from '../../src/dlc-runner.ts';
import plugin from '../../src/index.ts';
import { type Options, settingsOf } from '../../src/options.ts';
import { type DlcSettings, TIMING, type Timing } from '../../src/settings.ts';
import { cliTransport } from '../../src/transport/cli/cli-transport.ts';
import { openapiTransport } from '../../src/transport/openapi/openapi-transport.ts';
import type { DlcTransport } from '../../src/transport/transport.ts';

export const DLC_PROGRAM = fileURLToPath(new URL('../../../../test/support/dlc/bin/dlc', import.meta.url));

export const TRANSPORTS = ['cli', 'openapi'] as const;

/** A folder that is removed when the test is over. */
export async function temporaryFolder(name = 'oc-runner-dlc-'): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), name)));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

export async function testServer(options: DlcServerOptions = {}): Promise<DlcServer> {
  const server = await startDlcServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** What a config says at least, and what makes calls quick. */
export const CFG = {
  workspace_id: '259315',
  resource_id: 'quota1',
  worker_image: 'registry/image:1',
  data_sources: ['d-abc'],
} as const;

/** A whole block of options, as core hands it over. */
export function optionsOf(more: Readonly<Record<string, unknown>> = {}): Options {
  const block = { aliyun_cfg: CFG, dlc_path: DLC_PROGRAM, calls_per_second: 1000, probe: false, ...more };
  return completeOptions(plugin, block) as unknown as Options;
}

export function testSettings(server: DlcServer | undefined, more: Readonly<Record<string, unknown>> = {}): DlcSettings {
  const endpoint = server === undefined ? {} : { endpoint: server.url };
  return settingsOf(optionsOf({ ...endpoint, ...more }), (path) => path);
}

export const QUICK: Timing = {
  ...TIMING,
  ...{ lookMs: 20, pollMs: 50, slowPollMs: 200, findMs: 200, findLooks: 3, newJobMs: 400, markerMs: 1_000 },
  ...{ lateLogMs: 250, queueNoticeMs: 100, backOffMs: 20, stopAgainMs: 1_000 },
};

export interface TestRunnerOptions {
  readonly server: DlcServer;
  readonly folder: string;
  readonly transport?: 'cli' | 'openapi';
  readonly options?: Readonly<Record<string, unknown>>;
  readonly timing?: Partial<Timing>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly onInterrupt?: DlcRunnerOptions['onInterrupt'];
  readonly interrupted?: AbortSignal;
  readonly launcherNode?: string;
  /** Time that passes when the test says so; the patience is then that of users. */
  readonly clock?: ManualClock;
}

export type TestRunner = Omit<Runner, 'diagnose'> & {
  readonly messages: readonly string[];
  readonly transport: DlcTransport;
};

/** A runner that is less patient than a user's. */
export function testRunner(test: TestRunnerOptions): TestRunner {
  const { server, transport: kind = 'openapi', timing, folder, onInterrupt = 'cancel' } = test;
  const { logger, messages } = recordingLogger();
  const settings = testSettings(server, { transport: kind, ...test.options });
  const environment = { PATH: process.env.PATH, ...server.environment, ...test.environment };
  const transport = (kind === 'cli' ? cliTransport : openapiTransport)(settings, environment);
  const runner = dlcRunner({
    ...{ settings, transport, onInterrupt, logger, runDirectory: folder },
    ...{ timing: { ...timingBy(test.clock), ...timing }, launcherNode: test.launcherNode ?? process.execPath },
    interrupted: test.interrupted ?? new AbortController().signal,
  });
  return { ...runner, messages, transport };
}

function timingBy(clock: ManualClock | undefined): Timing {
  return clock === undefined ? QUICK : { ...TIMING, now: clock.now, sleep: clock.sleep };
}

/** A job that runs a program text with Node. */
export function nodeJob(folder: string, id: string, program: string, more: Partial<Job> = {}): Job {
  return {
    ...{ id, name: `test/${id}`, cwd: folder, env: {}, resources: { gpus: 0 } },
    command: [process.execPath, '-e', program],
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

/** Resolves when something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}
