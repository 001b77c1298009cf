import { createPlugin, runnerContract } from 'oc-conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type DlcServer, startDlcServer } from '../../../test/support/dlc/server.ts';
import plugin from '../src/index.ts';
import { CFG, DLC_PROGRAM, TRANSPORTS, temporaryFolder } from './support/runner.ts';

let server: DlcServer;
beforeAll(async () => {
  server = await startDlcServer();
  Object.assign(process.env, server.environment);
});
afterAll(() => server.close());

describe.each(TRANSPORTS)('the contract of a runner, over %s', (transport) => {
  const create = async () =>
    createPlugin(
      plugin,
      {
        aliyun_cfg: { ...CFG, dlc_sleep_time: 0.1 },
        ...{ transport, endpoint: server.url, dlc_path: DLC_PROGRAM, calls_per_second: 1000, probe: false },
      },
      { runDirectory: await temporaryFolder() },
    );
  for (const { name, run } of runnerContract({ create, graceMs: 30_000, startMs: 30_000 })) it(name, run);
});
