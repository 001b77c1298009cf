import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  control,
  linesOf,
  nodeJob,
  STAYS,
  TRANSPORTS,
  temporaryFolder,
  testRunner,
  testServer,
  until,
} from '../support/runner.ts';

describe.each(TRANSPORTS)('a job at DLC, over %s', (transport) => {
  async function start(
    program: string,
    more: Partial<Parameters<typeof testRunner>[0]> = {},
    abort = new AbortController(),
  ) {
    const server = await testServer();
    const folder = await temporaryFolder();
    const runner = testRunner({ server, folder, transport, ...more });
    const job = nodeJob(folder, 'one', program);
    const watching = control(abort.signal);
    return { server: server.service, folder, runner, job, watching, abort };
  }

  it('that the service does not know yet is waited for', async () => {
    const { server, runner, job, watching } = await start(`setTimeout(() => process.exit(3), 800)`, {
      timing: { newJobMs: 2_000 },
    });
    server.getLagMs = 600;
    server.listLagMs = 600;
    expect(await runner.run(job, watching)).toMatchObject({ reason: 'exit', exitCode: 3 });
  });

  it('that lists do not have is asked for by itself', async () => {
    const { server, runner, job, watching } = await start(STAYS);
    server.listLagMs = 1e9;
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    server.jobs[0]?.preempt('fails');
    expect(await outcome).toMatchObject({ status: 'failed', reason: 'preempted' });
  });

  it('that waits for ever says why, and can be stopped', async () => {
    const { server, runner, job, watching, abort } = await start('');
    server.queueReason = 'resource type is not enough in quota1';
    const outcome = runner.run(job, watching);
    await until(() =>
      runner.messages.some((text) => text === 'DLC: 1 Queuing (resource type is not enough in quota1)'),
    );
    abort.abort();
    expect(await outcome).toEqual({ status: 'cancelled' });
    expect(server.jobs.map(({ status }) => status)).toEqual(['Stopped']);
  });

  it('that dies before it begins is made again, on a budget of its own', async () => {
    const { server, runner, job, watching } = await start('', { options: { infra_retry: 2 } });
    server.queueReason = 'waiting';
    const outcome = runner.run(job, watching);
    for (const n of [0, 1]) {
      await until(() => server.jobs[n]?.status === 'Queuing');
      server.jobs[n]?.finish('Failed', n === 0 ? 'ResourceAllocateFailed' : 'ImagePullFailed', 'no luck');
    }
    await until(() => server.jobs[2]?.status === 'Queuing');
    server.queueReason = undefined;
    expect(await outcome).toEqual({ status: 'succeeded' });
    expect(server.jobs.map(({ name }) => /-a\d+-/.exec(name)?.[0])).toEqual(['-a0-', '-a1-', '-a2-']);
    expect(watching.ids).toEqual(server.jobs.map(({ name }) => name));
  });

  it('that dies before it begins more often than that has failed, with the cause', async () => {
    const { server, runner, job, watching } = await start('', { options: { infra_retry: 1 } });
    server.queueReason = 'waiting';
    const outcome = runner.run(job, watching);
    for (const n of [0, 1]) {
      await until(() => server.jobs[n]?.status === 'Queuing');
      server.jobs[n]?.finish('Failed', 'ResourceAllocateFailed', 'no luck');
    }
    expect(await outcome).toMatchObject({ status: 'failed', reason: 'node-failure' });
    expect(server.jobs).toHaveLength(2);
  });

  it('that is preempted and starts again in a new pod is judged by its second run', async () => {
    const program = `
      const { existsSync, writeFileSync } = require('node:fs');
      if (existsSync('first')) process.exit(6);
      writeFileSync('first', ''); console.log('here'); setInterval(() => {}, 1000);`;
    const { server, runner, job, watching } = await start(program);
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    server.jobs[0]?.preempt('restarts');
    expect(await outcome).toMatchObject({ reason: 'exit', exitCode: 6 });
    expect(server.jobs[0]?.starts).toBe(2);
    expect(server.jobs[0]?.toJson(true).Pods).toMatchObject([{ HistoryPods: [{ SubStatus: 'Evicted' }] }]);
  });

  it('that is preempted for good is preempted', async () => {
    const { server, runner, job, watching } = await start(STAYS);
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    server.jobs[0]?.preempt('fails');
    expect(await outcome).toMatchObject({ status: 'failed', reason: 'preempted' });
  });

  it('that somebody stops is cancelled', async () => {
    const { server, runner, job, watching } = await start(STAYS);
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    server.jobs[0]?.stop();
    expect(await outcome).toEqual({ status: 'cancelled' });
    expect(server.jobs).toHaveLength(1);
  });

  it('that is long in stopping is waited for', async () => {
    const server = await testServer({ phases: { stoppingMs: 2_500 } });
    const folder = await temporaryFolder();
    const runner = testRunner({ server, folder, transport });
    const abort = new AbortController();
    const job = nodeJob(folder, 'one', STAYS);
    const outcome = runner.run(job, control(abort.signal));
    await linesOf(job.logFile);
    abort.abort();
    expect(await outcome).toEqual({ status: 'cancelled' });
    expect(server.service.jobs[0]?.status).toBe('Stopped');
  });

  it('whose node is not well has failed for its node', async () => {
    const { server, runner, job, watching } = await start('', { options: { infra_retry: 0 } });
    server.queueReason = 'waiting';
    const outcome = runner.run(job, watching);
    await until(() => server.jobs[0]?.status === 'Queuing');
    server.jobs[0]!.status = 'SanityChecking';
    server.jobs[0]?.finish('Failed', 'SanityCheckFailed', 'a GPU is broken');
    expect(await outcome).toMatchObject({ status: 'failed', reason: 'node-failure' });
  });

  it('that is deleted is lost', async () => {
    const { server, runner, job, watching } = await start(STAYS);
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    server.delete(server.jobs[0]?.id ?? '');
    expect(await outcome).toMatchObject({ status: 'failed', reason: 'lost' });
  });

  it('with a status that nobody knows goes on, and that is said once', async () => {
    const { server, runner, job, watching } = await start(
      `console.log('here'); setTimeout(() => process.exit(2), 2000)`,
    );
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    server.jobs[0]!.status = 'Pondering';
    expect(await outcome).toMatchObject({ reason: 'exit', exitCode: 2 });
    expect(runner.messages.filter((text) => text.includes("status 'Pondering'"))).toHaveLength(1);
  });

  it('whose GPUs are held after its end is stopped, so that they are free', async () => {
    const { server, runner, job, watching } = await start('process.exit(5)', { timing: { lookMs: 400 } });
    const outcome = runner.run(job, watching);
    await until(() => server.jobs[0]?.status === 'Failed');
    server.jobs[0]!.status = 'FailedReserving';
    await outcome;
    // Its own word may have come before the service's: then nobody knew. Asked again, it is let go.
    const again = await runner.adopt?.(job, watching.ids[0] ?? '', control());
    expect(again).toMatchObject({ reason: 'exit', exitCode: 5 });
  });

  it('that could not see the run directory says so, and what the service has of its log', async () => {
    const { server, runner, job, watching } = await start('');
    server.queueReason = 'waiting';
    const outcome = runner.run(job, watching);
    await until(() => server.jobs[0]?.status === 'Queuing');
    // As in a container without the mount.
    Object.assign(server.jobs[0]!.body, { UserCommand: 'bash /no/such/place/job.sh' });
    server.queueReason = undefined;
    const { detail } = (await outcome) as { detail: string };
    expect(detail).toContain('does the container see the run directory');
    expect(detail).toContain('/no/such/place/job.sh: No such file or directory');
    expect(await readFile(job.logFile, 'utf8')).toContain('No such file or directory');
  });

  it('runs while the service is away, and while credentials have expired', async () => {
    const { server, runner, job, watching } = await start(
      `console.log('here'); setTimeout(() => process.exit(7), 1500)`,
    );
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    for (const on of ['get', 'list'] as const) server.faults.add(on, 'expired', 999);
    expect(await outcome).toMatchObject({ reason: 'exit', exitCode: 7 });
  });

  it('that cannot be stopped for want of credentials is left, to be taken up', async () => {
    const { server, runner, job, watching, abort } = await start(
      `console.log('here'); setTimeout(() => process.exit(7), 4000)`,
    );
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    for (const on of ['get', 'list', 'stop'] as const) server.faults.add(on, 'expired', 5);
    abort.abort();
    expect(await outcome).toEqual({ status: 'detached' });
    expect(await runner.adopt?.(job, watching.ids[0] ?? '', control())).toMatchObject({ exitCode: 7 });
  });

  it('is left by Ctrl-C where the config says so, and taken up by the next launcher', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const interrupt = new AbortController();
    const runner = testRunner({ server, folder, transport, onInterrupt: 'detach', interrupted: interrupt.signal });
    const job = nodeJob(folder, 'one', `console.log('here'); setTimeout(() => process.exit(3), 3000)`);
    const watching = control(interrupt.signal);
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    interrupt.abort();
    expect(await outcome).toEqual({ status: 'detached' });
    expect(server.service.calls).not.toContain('stop');
    const next = testRunner({ server, folder, transport });
    expect(await next.adopt?.(job, watching.ids[0] ?? '', control())).toMatchObject({ exitCode: 3 });
  });

  it('ends, all of many, on Ctrl-C', async () => {
    const { server, runner, folder, abort } = await start('');
    const jobs = [...Array(6).keys()].map((n) => nodeJob(folder, `j${n}`, STAYS));
    const outcomes = Promise.all(jobs.map((job) => runner.run(job, control(abort.signal))));
    await linesOf(join(folder, 'j0.log'));
    abort.abort();
    expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(server.jobs.filter(({ isTerminal }) => !isTerminal)).toEqual([]);
  });

  it('is found by its name where the launcher was killed between its creation and its journal', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const first = testRunner({ server, folder, transport });
    const job = nodeJob(
      folder,
      'one',
      `require('node:fs').appendFileSync('ran', 'x'); setTimeout(() => process.exit(9), 1500)`,
    );
    const watching = control();
    const outcome = first.run(job, watching);
    await until(() => server.service.jobs.length === 1);
    const [name = ''] = watching.ids;
    await linesOf(join(folder, 'dlc', name, 'start.0.json'));
    await rm(join(folder, 'dlc', name, 'created.json'), { force: true });
    const next = testRunner({ server, folder, transport });
    expect(await next.adopt?.(job, name, control())).toMatchObject({ reason: 'exit', exitCode: 9 });
    expect(server.service.jobs).toHaveLength(1);
    await outcome;
    expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('x');
  });

  it('that was never created is lost, and a name that is none is refused', async () => {
    const { runner, job, folder } = await start('');
    await mkdir(join(folder, 'dlc', 'oc-r-one-a0-0123ab'), { recursive: true });
    expect(await runner.adopt?.(job, 'oc-r-one-a0-0123ab', control())).toMatchObject({ reason: 'lost' });
    expect(await runner.adopt?.(job, '../../etc', control())).toMatchObject({ reason: 'lost' });
  });
});
