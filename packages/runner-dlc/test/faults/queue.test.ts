import { describe, expect, it } from 'vitest';
import { type LifeOptions, lifeOf, waits } from '../support/life.ts';
import { TRANSPORTS } from '../support/runner.ts';

const MINUTE = 60_000;

describe.each(TRANSPORTS)('a job that has not begun, over %s', (transport) => {
  const start = (program = '', more: LifeOptions = {}) => lifeOf(program, { transport, ...more });

  it('and that the service does not know yet is waited for', async () => {
    const { service, clock, run, end, letGo, begun } = await start(waits(3));
    service.getLagMs = 30_000;
    service.listLagMs = 30_000;
    const running = run();
    await begun();
    await clock.advance(MINUTE);
    await letGo();
    expect(await end(running)).toMatchObject({ reason: 'exit', exitCode: 3 });
  });

  it('and waits for ever says why after a minute, and can be stopped', async () => {
    const { service, clock, runner, run, end, at, abort } = await start();
    service.queueReason = 'resource type is not enough in quota1';
    const running = run();
    const { createdMs } = await at(0, 'Queuing');
    await clock.until(() => runner.messages.includes('DLC: 1 Queuing (resource type is not enough in quota1)'));
    expect(clock.now() - createdMs).toBeGreaterThanOrEqual(MINUTE);
    abort.abort();
    expect(await end(running)).toEqual({ status: 'cancelled' });
    expect(service.jobs.map(({ status }) => status)).toEqual(['Stopped']);
  });

  it('is asked about seldom: at most twice a minute, and once a minute why', async () => {
    const { service, clock, run, end, at, abort } = await start();
    service.queueReason = 'waiting';
    const running = run();
    await at(0, 'Queuing');
    await clock.advance(5 * MINUTE);
    const from = service.calls.length;
    await clock.advance(10 * MINUTE);
    const calls = service.calls.slice(from);
    const whys = calls.filter((call) => call === 'events').length;
    expect(whys).toBeGreaterThanOrEqual(2);
    expect(whys).toBeLessThanOrEqual(10);
    expect(calls.length - whys).toBeGreaterThanOrEqual(4);
    expect(calls.length - whys).toBeLessThanOrEqual(21);
    abort.abort();
    await end(running);
  });

  it('and dies is made again, on a budget of its own, after longer and longer waits', async () => {
    const { service, run, end, at, watching } = await start('', { options: { infra_retry: 3 } });
    service.queueReason = 'waiting';
    const running = run();
    const died: number[] = [];
    for (const [n, code] of ['ResourceAllocateFailed', 'ImagePullFailed', 'SanityCheckFailed'].entries()) {
      const job = await at(n, 'Queuing');
      died.push(service.now());
      job.finish('Failed', code, 'no luck');
    }
    await at(3, 'Queuing');
    service.queueReason = undefined;
    expect(await end(running)).toEqual({ status: 'succeeded' });
    expect(service.jobs.map(({ name }) => /-a\d+-/.exec(name)?.[0])).toEqual(['-a0-', '-a1-', '-a2-', '-a3-']);
    expect(watching.ids).toEqual(service.jobs.map(({ name }) => name));
    const waited = died.map((at, n) => (service.jobs[n + 1]?.createdMs ?? 0) - at);
    for (const [n, ms] of waited.entries()) expect(ms).toBeGreaterThanOrEqual(2_000 * 2 ** n);
  });

  it('and dies more often than that has failed, with the cause', async () => {
    const { service, run, end, at } = await start('', { options: { infra_retry: 1 } });
    service.queueReason = 'waiting';
    const running = run();
    for (const n of [0, 1]) (await at(n, 'Queuing')).finish('Failed', 'ResourceAllocateFailed', 'no luck');
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'node-failure' });
    expect(service.jobs).toHaveLength(2);
  });

  it('because its node is not well has failed for its node', async () => {
    const { service, run, end, at } = await start('', { options: { infra_retry: 0 } });
    service.queueReason = 'waiting';
    const running = run();
    const job = await at(0, 'Queuing');
    job.status = 'SanityChecking';
    job.finish('Failed', 'SanityCheckFailed', 'a GPU is broken');
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'node-failure' });
  });
});
