import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../test/support/dlc/faults.ts';
import { type LifeOptions, lifeOf } from '../support/life.ts';
import { CFG, TRANSPORTS } from '../support/runner.ts';

const RAN = `require('node:fs').appendFileSync('ran', 'x');`;
/** Of a call that hangs, in real time: a call that does not is over in a tenth of it. */
const IMPATIENT = { call_timeout_seconds: 2 };

describe.each(TRANSPORTS)('a create that goes wrong, over %s', (transport) => {
  const start = (more: LifeOptions = {}, program = RAN) => lifeOf(program, { transport, ...more });

  async function runWith(kind: FaultKind, times = 1, more: LifeOptions = {}) {
    const { service, folder, run, end } = await start(more);
    service.faults.add('create', kind, times);
    const outcome = await end(run());
    const ran = await readFile(join(folder, 'ran'), 'utf8').catch(() => '');
    const creates = service.callTimes.filter((_, n) => service.calls[n] === 'create');
    return { outcome, ran, jobs: service.jobs.length, creates };
  }

  it.each(['throttled-400', 'throttled-429', 'unavailable', 'reset-before'] as const)(
    'and did nothing (%s) is made again',
    async (kind) => {
      const { outcome, ran, jobs, creates } = await runWith(kind, 2);
      expect(outcome).toEqual({ status: 'succeeded' });
      expect([ran, jobs, creates.length]).toEqual(['x', 1, 3]);
    },
  );

  it('because it is throttled is made again after longer and longer waits', async () => {
    const { creates } = await runWith('throttled-429', 4);
    const waited = creates.slice(1).map((at, n) => at - (creates[n] ?? 0));
    for (const [n, ms] of waited.entries()) expect(ms).toBeGreaterThanOrEqual(2_000 * 2 ** n);
  });

  it.each(['reset-after', 'hang'] as const)(
    'and whose answer is lost after it was done (%s) becomes one job, found again by its name',
    async (kind) => {
      const { outcome, ran, jobs, creates } = await runWith(kind, 1, { options: IMPATIENT });
      expect(outcome).toEqual({ status: 'succeeded' });
      expect([ran, jobs, creates.length]).toEqual(['x', 1, 1]);
    },
  );

  it('and is lost while lists are behind becomes one job all the same', async () => {
    const { service, run, end } = await start();
    service.listLagMs = 25_000;
    service.faults.add('create', 'reset-after');
    expect(await end(run())).toEqual({ status: 'succeeded' });
    expect(service.jobs).toHaveLength(1);
  });

  it('and is lost, with lists further behind than anybody waits, runs its command once', async () => {
    const program = `${RAN} setInterval(() => require('node:fs').existsSync('go') && process.exit(4), 10)`;
    const { service, folder, run, end, at, letGo } = await start({}, program);
    service.listLagMs = 3_600_000;
    service.faults.add('create', 'reset-after');
    const running = run();
    // The second is told by the marks of the first, and leaves.
    await at(1, 'Succeeded');
    await letGo();
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'exit', exitCode: 4 });
    expect(service.jobs).toHaveLength(2);
    expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('x');
  });

  it('time after time, without a job ever to be found, ends as lost', async () => {
    const { outcome, jobs } = await runWith('unavailable', 99);
    expect(outcome).toMatchObject({ status: 'failed', reason: 'lost' });
    expect(jobs).toBe(0);
  });

  it('for credentials that are wrong is fatal at once', async () => {
    const { service, run, end } = await start();
    service.faults.add('list', 'expired', 99);
    await expect(end(run())).rejects.toMatchObject({ code: 'DLC_CREDENTIALS', fatal: true });
    expect(service.calls).toEqual(['list']);
  });

  it('because credentials have expired since the first is fatal, and makes no job', async () => {
    const { service, run, end } = await start();
    service.faults.add('create', 'expired', 99);
    await expect(end(run())).rejects.toMatchObject({ code: 'DLC_CREDENTIALS', fatal: true });
    expect(service.calls).toEqual(['list', 'create']);
    expect(service.jobs).toEqual([]);
  });

  it('for a workspace that the account may not see is fatal at once', async () => {
    const { service, run, end } = await start({ options: { aliyun_cfg: { ...CFG, workspace_id: '1' } } });
    await expect(end(run())).rejects.toMatchObject({ code: 'DLC_CREDENTIALS', fatal: true });
    expect(service.calls).toEqual(['list']);
  });

  it('because the service takes no such job is fatal, and quotes both', async () => {
    const { service, run, end } = await start({ of: { resourceIds: ['quota2'] } });
    await expect(end(run())).rejects.toMatchObject({
      ...{ code: 'DLC_REFUSED', fatal: true },
      message: expect.stringContaining('ResourceId quota1 is invalid'),
      details: expect.stringMatching(transport === 'cli' ? /submit pytorchjob .*--resource_id=quota1/ : /"quota1"/),
    });
    expect(service.calls).toEqual(['list', 'create']);
    expect(service.jobs).toEqual([]);
  });

  it.each(['throttled-400', 'throttled-429'] as const)('%s on every call for a while is only slow', async (kind) => {
    const { service, run, end, abort, begun } = await start({}, `console.log('here'); setInterval(() => {}, 1000)`);
    for (const on of ['list', 'create', 'get', 'stop'] as const) service.faults.add(on, kind, 3);
    const running = run();
    await begun();
    abort.abort();
    expect(await end(running)).toEqual({ status: 'cancelled' });
    expect(service.jobs.map(({ status }) => status)).toEqual(['Stopped']);
  });
});

describe('a job that was created', () => {
  it.each(TRANSPORTS)('is named with its page in the console of its region, over %s', async (transport) => {
    const { service, runner, folder, watching, run, end } = await lifeOf(RAN, {
      transport,
      options: { region: 'ap-southeast-1' },
    });
    await end(run());
    const id = service.jobs[0]?.id;
    const page = `https://pai.console.aliyun.com/?regionId=ap-southeast-1&workspaceId=259315#/dlc/jobs/${id}/overview`;
    expect(runner.messages.filter((text) => text.includes(page))).toHaveLength(1);
    const record = await readFile(join(folder, 'dlc', watching.ids[0] ?? '', 'created.json'), 'utf8');
    expect(JSON.parse(record)).toMatchObject({ jobId: id, console: page });
  });
});

describe('a service that does not answer', () => {
  it('before the first job is an error, and no job is made', async () => {
    const { run, end } = await lifeOf(RAN, { options: { endpoint: 'http://127.0.0.1:9' } });
    await expect(end(run())).rejects.toMatchObject({ code: 'DLC_UNREACHABLE' });
  });
});
