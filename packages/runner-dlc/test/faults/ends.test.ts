import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LifeOptions, lifeOf, waits } from '../support/life.ts';
import { CFG, control, nodeJob, STAYS, TRANSPORTS } from '../support/runner.ts';

describe.each(TRANSPORTS)('a job that runs, over %s', (transport) => {
  const start = (program = STAYS, more: LifeOptions = {}) => lifeOf(program, { transport, ...more });

  it('and that lists do not have is asked for by itself', async () => {
    const { service, run, begun, end } = await start();
    service.listLagMs = 1e9;
    const running = run();
    await begun();
    service.jobs[0]?.preempt('fails');
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'preempted' });
  });

  it('and is preempted and starts again in a new pod is judged by its second run', async () => {
    const program = `
      const { existsSync, writeFileSync } = require('node:fs');
      if (existsSync('first')) process.exit(6);
      writeFileSync('first', ''); console.log('here'); setInterval(() => {}, 1000);`;
    const { service, run, begun, end } = await start(program);
    const running = run();
    await begun();
    service.jobs[0]?.preempt('restarts');
    expect(await end(running)).toMatchObject({ reason: 'exit', exitCode: 6 });
    expect(service.jobs[0]?.starts).toBe(2);
    const [older, pod] = service.jobs[0]?.pods ?? [];
    expect(pod?.PodUid).not.toBe(older?.PodUid);
    expect(service.jobs[0]?.toJson(true).Pods).toMatchObject([
      { PodUid: pod?.PodUid, HistoryPods: [{ PodUid: older?.PodUid, SubStatus: 'Evicted' }] },
    ]);
  });

  it('and is preempted for good is preempted', async () => {
    const { service, run, begun, end } = await start();
    const running = run();
    await begun();
    service.jobs[0]?.preempt('fails');
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'preempted' });
  });

  it('and is stopped by somebody is cancelled', async () => {
    const { service, run, begun, end } = await start();
    const running = run();
    await begun();
    service.jobs[0]?.stop();
    expect(await end(running)).toEqual({ status: 'cancelled' });
    expect(service.jobs).toHaveLength(1);
  });

  it('and is long in stopping is waited for, and asked again now and then', async () => {
    const { service, clock, run, begun, end, abort } = await start(STAYS, { of: { phases: { stoppingMs: 120_000 } } });
    const running = run();
    await begun();
    const from = clock.now();
    abort.abort();
    expect(await end(running)).toEqual({ status: 'cancelled' });
    expect(clock.now() - from).toBeGreaterThanOrEqual(120_000);
    expect(service.jobs[0]?.status).toBe('Stopped');
    const stops = service.callTimes.filter((_, n) => service.calls[n] === 'stop');
    expect(stops.length).toBeGreaterThanOrEqual(3);
    for (const [n, at] of stops.entries()) expect(at - (stops[n - 1] ?? 0)).toBeGreaterThanOrEqual(20_000);
  });

  it('and is deleted is lost', async () => {
    const { service, run, begun, end } = await start();
    const running = run();
    await begun();
    service.delete(service.jobs[0]?.id ?? '');
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'lost' });
  });

  it('with a status that nobody knows goes on, and that is said once', async () => {
    const { service, clock, runner, run, begun, end, letGo } = await start(waits(2));
    const running = run();
    await begun();
    if (service.jobs[0]) service.jobs[0].status = 'Pondering';
    const said = () => runner.messages.filter((text) => text.includes("status 'Pondering'"));
    await clock.until(() => said().length > 0);
    await clock.advance(60_000);
    await letGo();
    expect(await end(running)).toMatchObject({ reason: 'exit', exitCode: 2 });
    expect(said()).toHaveLength(1);
  });

  it('ends, all of many, on Ctrl-C', async () => {
    const { service, runner, folder, clock, abort } = await start('');
    const jobs = [...Array(6).keys()].map((n) => nodeJob(folder, `j${n}`, STAYS));
    const running = Promise.all(jobs.map((job) => runner.run(job, control(abort.signal))));
    await clock.until(async () => (await readFile(join(folder, 'j0.log'), 'utf8').catch(() => '')) !== '');
    abort.abort();
    expect(new Set((await clock.settled(running)).map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(service.jobs.filter(({ isTerminal }) => !isTerminal)).toEqual([]);
  });

  it.each(['unavailable', 'reset-before', 'throttled-400', 'throttled-429', 'expired'] as const)(
    'goes on while nothing can be learnt of it: %s',
    async (kind) => {
      const { service, clock, runner, run, begun, end, letGo } = await start(waits(7));
      const running = run();
      await begun();
      for (const on of ['get', 'list', 'logs', 'events'] as const) service.faults.add(on, kind, 999);
      await clock.until(() => runner.messages.some((text) => text.includes('is not known for now')));
      await clock.advance(120_000);
      await letGo();
      expect(await end(running)).toMatchObject({ reason: 'exit', exitCode: 7 });
    },
  );

  it('has its last word believed though a file system shows it late', async () => {
    // The script's word gets its name when the test says so, long after the service has spoken.
    const pre_cmd = 'mv() { command mv -f "$2" "$3.late"; }';
    const late = await start('process.exit(0)', { options: { aliyun_cfg: { ...CFG, pre_cmd } } });
    const { clock, folder, watching, run, end, at } = late;
    const running = run();
    await at(0, 'Succeeded');
    await clock.advance(30_000);
    const exit = join(folder, 'dlc', watching.ids[0] ?? '', 'exit.json');
    await rename(`${exit}.late`, exit);
    expect(await end(running)).toEqual({ status: 'succeeded' });
  });

  it('is left, to be taken up, when credentials have been refused for ten minutes', async () => {
    const { service, clock, runner, job, watching, run, begun, end, letGo } = await start(waits(7));
    const running = run();
    await begun();
    for (const on of ['get', 'list'] as const) service.faults.add(on, 'expired', 9_999);
    const from = clock.now();
    expect(await end(running)).toEqual({ status: 'detached' });
    expect(clock.now() - from).toBeGreaterThanOrEqual(600_000);
    expect(service.calls).not.toContain('stop');
    service.faults.clear();
    const adopted = runner.adopt?.(job, watching.ids[0] ?? '', control());
    await letGo();
    expect(await end(adopted)).toMatchObject({ exitCode: 7 });
  });
});

describe('a job whose GPUs are held after its end', () => {
  it.each([
    ['has failed', 5, 'Failed'],
    ['has succeeded', 0, 'Succeeded'],
  ])('is stopped once the service says so, and %s, over cli', async (_, exitCode, status) => {
    const options = { extra_args: ['--job_reserved_minutes=30'] };
    const { service, run, begun, end, letGo } = await lifeOf(waits(exitCode), { transport: 'cli', options });
    const running = run();
    await begun();
    await letGo();
    const outcome = exitCode === 0 ? { status: 'succeeded' } : { reason: 'exit', exitCode };
    expect(await end(running)).toMatchObject(outcome);
    expect(service.calls.filter((call) => call === 'stop')).toHaveLength(1);
    expect(service.jobs[0]?.status).toBe(status);
  });

  it.each(TRANSPORTS)('and that has left no word of its own is stopped too, over %s', async (transport) => {
    const { service, run, end, at } = await lifeOf('', { transport });
    service.queueReason = 'waiting';
    const running = run();
    const job = await at(0, 'Queuing');
    // As where a workspace reserves on its own account, and the container has no mount.
    Object.assign(job.body, { UserCommand: 'exit 9', Settings: { JobReservedMinutes: 30 } });
    service.queueReason = undefined;
    expect(await end(running)).toMatchObject({ status: 'failed' });
    expect(service.calls.filter((call) => call === 'stop')).toHaveLength(1);
    expect(job.status).toBe('Failed');
  });
});
