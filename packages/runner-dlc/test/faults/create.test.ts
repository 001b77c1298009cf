import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../test/support/dlc/faults.ts';
import { control, nodeJob, TRANSPORTS, temporaryFolder, testRunner, testServer } from '../support/runner.ts';

const RAN = `require('node:fs').appendFileSync('ran', 'x');`;

describe.each(TRANSPORTS)('a create that goes wrong, over %s', (transport) => {
  async function runWith(kind: FaultKind, times = 1) {
    const server = await testServer();
    const folder = await temporaryFolder();
    const runner = testRunner({ server, folder, transport });
    server.service.faults.add('create', kind, times);
    const outcome = await runner.run(nodeJob(folder, 'one', RAN), control());
    const ran = await readFile(join(folder, 'ran'), 'utf8').catch(() => '');
    return { outcome, ran, jobs: server.service.jobs.length, creates: countOf(server.service.calls), runner };
  }

  const countOf = (calls: readonly string[]) => calls.filter((call) => call === 'create').length;

  it.each(['throttled-400', 'throttled-429', 'unavailable', 'reset-before'] as const)(
    'and did nothing (%s) is made again',
    async (kind) => {
      const { outcome, ran, jobs, creates } = await runWith(kind, 2);
      expect(outcome).toEqual({ status: 'succeeded' });
      expect([ran, jobs, creates]).toEqual(['x', 1, 3]);
    },
  );

  it('and whose answer is lost after it was done becomes one job, found again by its name', async () => {
    const { outcome, ran, jobs, creates } = await runWith('reset-after');
    expect(outcome).toEqual({ status: 'succeeded' });
    expect([ran, jobs, creates]).toEqual(['x', 1, 1]);
  });

  it('and is lost while lists are behind becomes one job all the same', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const runner = testRunner({ server, folder, transport, timing: { findMs: 3_000, findLooks: 4 } });
    server.service.listLagMs = 1_500;
    server.service.faults.add('create', 'reset-after');
    expect(await runner.run(nodeJob(folder, 'one', RAN), control())).toEqual({ status: 'succeeded' });
    expect(server.service.jobs).toHaveLength(1);
  });

  it('and is lost, with lists further behind than anybody waits, runs its command once', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const runner = testRunner({ server, folder, transport, timing: { findMs: 50, findLooks: 2 } });
    server.service.listLagMs = 60_000;
    server.service.faults.add('create', 'reset-after');
    const job = nodeJob(folder, 'one', `${RAN} setTimeout(() => process.exit(4), 1000)`);
    expect(await runner.run(job, control())).toMatchObject({ status: 'failed', reason: 'exit', exitCode: 4 });
    expect(server.service.jobs).toHaveLength(2);
    expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('x');
  });

  it('time after time, without a job ever to be found, ends as lost', async () => {
    const { outcome, jobs } = await runWith('unavailable', 99);
    expect(outcome).toMatchObject({ status: 'failed', reason: 'lost' });
    expect(jobs).toBe(0);
  });

  it('for credentials that are wrong is fatal at once', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const runner = testRunner({ server, folder, transport });
    server.service.faults.add('list', 'expired', 99);
    const running = runner.run(nodeJob(folder, 'one', RAN), control());
    await expect(running).rejects.toMatchObject({ code: 'DLC_CREDENTIALS', fatal: true });
    expect(server.service.calls).toEqual(['list']);
  });

  it('because the service takes no such job is fatal, and quotes it', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const options = {
      data_source_uris: ['nas://a/::/mnt/x'],
      aliyun_cfg: { workspace_id: '259315', resource_id: 'q', worker_image: 'i', data_sources: ['d-a'], priority: 1 },
    };
    const runner = testRunner({ server, folder, transport, options });
    const job = { ...nodeJob(folder, 'one', RAN), resources: { gpus: 0 } };
    // What only the service knows: it has no such workspace.
    const other = testRunner({
      server,
      folder,
      transport,
      options: { ...options, aliyun_cfg: { ...options.aliyun_cfg, workspace_id: '1' } },
    });
    await expect(other.run(job, control())).rejects.toMatchObject({ code: 'DLC_CREDENTIALS' });
    expect(await runner.run(job, control())).toEqual({ status: 'succeeded' });
  });

  it('throttled on every call for a while is only slow', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    for (const on of ['list', 'create', 'get', 'stop'] as const) server.service.faults.add(on, 'throttled-400', 3);
    const runner = testRunner({ server, folder, transport });
    expect(await runner.run(nodeJob(folder, 'one', RAN), control())).toEqual({ status: 'succeeded' });
    expect(server.service.jobs).toHaveLength(1);
  });
});

describe('what the command line prints of a create', () => {
  it.each(['garbage', 'empty', 'exit-1', 'noise', 'partial', 'hang'] as const)(
    '%s: there is one job, and it runs once',
    async (kind) => {
      const server = await testServer();
      const folder = await temporaryFolder();
      const runner = testRunner({ server, folder, transport: 'cli', options: { call_timeout_seconds: 8 } });
      server.service.faults.add('create', kind);
      expect(await runner.run(nodeJob(folder, 'one', RAN), control())).toEqual({ status: 'succeeded' });
      expect(server.service.jobs).toHaveLength(1);
      expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('x');
    },
  );

  it.each(['garbage', 'empty', 'exit-1', 'noise', 'partial', 'hang'] as const)(
    '%s of a look at a job says nothing of the job',
    async (kind) => {
      const server = await testServer();
      const folder = await temporaryFolder();
      const runner = testRunner({ server, folder, transport: 'cli', options: { call_timeout_seconds: 8 } });
      server.service.faults.add('get', kind, 2);
      const outcome = await runner.run(nodeJob(folder, 'one', `setTimeout(() => process.exit(3), 1500)`), control());
      expect(outcome).toMatchObject({ status: 'failed', reason: 'exit', exitCode: 3 });
    },
  );

  it('a program that is not there, or not to be run, is fatal at once', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    for (const dlc_path of [join(folder, 'none'), folder]) {
      const runner = testRunner({ server, folder, transport: 'cli', options: { dlc_path } });
      await expect(runner.run(nodeJob(folder, 'one', RAN), control())).rejects.toMatchObject({ code: 'DLC_NOT_FOUND' });
    }
  });

  it('flags that a build does not know can be left out', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const bad = testRunner({ server, folder, transport: 'cli', options: { extra_args: ['--odd=1'] } });
    await expect(bad.run(nodeJob(folder, 'one', RAN), control())).rejects.toMatchObject({ code: 'DLC_REFUSED' });
    const options = {
      omit_flags: ['tags', 'job_max_running_time_minutes'],
      aliyun_cfg: {
        workspace_id: 259315,
        resource_id: 'q',
        worker_image: 'i',
        data_sources: ['d-a'],
        dlc_job_cmd: 'create',
      },
    };
    const good = testRunner({ server, folder, transport: 'cli', options });
    expect(await good.run(nodeJob(folder, 'two', RAN), control())).toEqual({ status: 'succeeded' });
    expect(server.service.jobs[0]?.body).not.toHaveProperty('JobMaxRunningTimeMinutes');
  });
});

describe('a service that does not answer', () => {
  it('before the first job is an error, and no job is made', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const runner = testRunner({ server, folder, options: { endpoint: 'http://127.0.0.1:9' } });
    await expect(runner.run(nodeJob(folder, 'one', RAN), control())).rejects.toMatchObject({ code: 'DLC_UNREACHABLE' });
  });
});
