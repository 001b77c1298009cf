import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../support/dlc/faults.ts';
import type { DlcServer } from '../../support/dlc/server.ts';
import { dlcServer, startAtDlc, TRANSPORTS } from '../../support/dlc-project.ts';
import { sampleLines } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const ROOT = new URL('../../../', import.meta.url);
const CONFIG = fileURLToPath(new URL('configs/dlc.yaml', ROOT));
const CHECK = fileURLToPath(new URL('tools/check-quickstart.mjs', ROOT));

/** Of the service, over both transports, and of the program. */
const SERVICE: readonly FaultKind[] = ['throttled-400', 'reset-after', 'unavailable', 'throttled-429', 'reset-before'];
const PROGRAM: readonly FaultKind[] = ['garbage', 'empty', 'noise', 'exit-1', 'partial', 'hang'];

/** Runs the example as the docs show it, and expects the table of the quickstart. */
async function expectTable(project: Project, server: DlcServer, ...more: readonly string[]): Promise<void> {
  const changes = ['infer', 'eval'].flatMap((stage) =>
    ['aliyun_cfg.dlc_sleep_time=0.2', 'calls_per_second=50', ...more].map((change) => `${stage}.runner.${change}`),
  );
  const args = changes.flatMap((change) => ['--set', change]);
  const { exitCode, stdout, stderr } = await startAtDlc(project, server, CONFIG, ...args).finished;
  expect(exitCode, stderr).toBe(0);
  await execa(process.execPath, [CHECK], { input: stdout });
  expect(server.service.jobs.filter(({ isTerminal }) => !isTerminal)).toEqual([]);
}

async function pairs(): Promise<(readonly [model: string, dataset: string])[]> {
  const folder = createRequire(import.meta.url).resolve('oc-tiny-models/package.json');
  const reference: object = JSON.parse(await readFile(join(folder, '..', 'reference.json'), 'utf8'));
  return Object.entries(reference).flatMap(([model, datasets]) =>
    Object.keys(datasets).map((dataset) => [model, dataset] as const),
  );
}

describe('the quickstart at DLC', { timeout: 300_000 }, () => {
  it('has the table of the reference, with a job for each worker and one that looks first', async () => {
    const [project, server] = [await tempProject(), await dlcServer()];
    await expectTable(project, server);
    expect(server.service.jobs[0]?.name).toMatch(/-probe-a0-/);
    expect(server.service.jobs.length).toBeGreaterThan(3);
  });

  it.each(TRANSPORTS)(
    'is complete with a fifth of all calls going wrong, and no sample is asked twice after it was stored, over %s',
    async (transport) => {
      const [project, server] = [await tempProject(), await dlcServer()];
      const { faults, jobs } = server.service;
      for (const kind of ['reset-after', 'hang'] as const) faults.add('create', kind);
      faults.spread(0.2, transport === 'cli' ? [...SERVICE, ...PROGRAM] : SERVICE);
      const endpoint = `endpoint=${server.url}`;
      await expectTable(project, server, `transport=${transport}`, endpoint, 'call_timeout_seconds=3');
      expect(faults.injected).toBeGreaterThan(5);
      const names = jobs.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const run = await project.latestRun();
      for (const [model, dataset] of await pairs()) {
        const indexes = (await sampleLines(run, model, dataset)).map(({ index }) => index);
        expect(new Set(indexes).size, `${model} ${dataset}`).toBe(indexes.length);
      }
    },
  );
});
