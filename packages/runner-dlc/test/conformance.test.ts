import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlugin, runnerContract } from 'oc-conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type DlcServer, startDlcServer } from '../../../test/support/dlc/server.ts';
import plugin from '../src/index.ts';
import { CFG, DLC_PROGRAM, TRANSPORTS } from './support/runner.ts';

let server: DlcServer;
let folder: string;
beforeAll(async () => {
  server = await startDlcServer();
  folder = await mkdtemp(join(tmpdir(), 'oc-runner-dlc-contract-'));
  Object.assign(process.env, server.environment);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

// Each case has a runner and a run of its own, and mostly waits.
describe.concurrent.each(TRANSPORTS)('the contract of a runner, over %s', (transport) => {
  const create = async () =>
    createPlugin(
      plugin,
      {
        aliyun_cfg: { ...CFG, dlc_sleep_time: 0.1 },
        ...{ transport, endpoint: server.url, dlc_path: DLC_PROGRAM, calls_per_second: 1000, probe: false },
      },
      { runDirectory: await mkdtemp(join(folder, 'run-')) },
    );
  for (const { name, run } of runnerContract({ create, graceMs: 30_000, startMs: 30_000 })) it(name, run);
});
