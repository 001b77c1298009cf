import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LifeOptions, lifeOf, waits } from '../support/life.ts';
import { CFG, temporaryFolder } from '../support/runner.ts';

const RAN = `require('node:fs').appendFileSync('ran', 'x');`;
const KINDS = ['garbage', 'empty', 'exit-1', 'noise', 'partial', 'hang'] as const;

describe('the program dlc', () => {
  const start = (program: string, options: LifeOptions['options'] = {}) =>
    lifeOf(program, { transport: 'cli', options: { call_timeout_seconds: 2, ...options } });

  it.each(KINDS)('that answers a create with %s makes one job, which runs once', async (kind) => {
    const { service, folder, run, end } = await start(RAN);
    service.faults.add('create', kind);
    expect(await end(run())).toEqual({ status: 'succeeded' });
    expect(service.jobs).toHaveLength(1);
    expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('x');
  });

  it.each(KINDS)('that answers a look at a job with %s says nothing of the job', async (kind) => {
    const { service, clock, run, begun, end, letGo } = await start(waits(3));
    service.faults.add('get', kind, 2);
    const running = run();
    await begun();
    await clock.until(() => service.calls.filter((call) => call === 'get').length > 2);
    await letGo();
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'exit', exitCode: 3 });
  });

  it.each(['none', '.'])('that cannot be run (%s) is fatal at once', async (name) => {
    const { run, end } = await start(RAN, { dlc_path: join(await temporaryFolder(), name) });
    await expect(end(run())).rejects.toMatchObject({ code: 'DLC_NOT_FOUND' });
  });

  it('is called no more often than the config says, by all runners of a launcher together', async () => {
    const { runner, another } = await start(RAN, { calls_per_second: 20 });
    const from = performance.now();
    const calls = [...Array(6).keys()].flatMap(() => [runner, another()]);
    await Promise.all(calls.map(({ transport }) => transport.findByTag('x')));
    // Twelve calls, eleven times 50 ms from the first to the last.
    expect(performance.now() - from).toBeGreaterThanOrEqual(550);
  });

  it('that does not know a flag makes no job', async () => {
    const { run, end, service } = await start(RAN, { extra_args: ['--odd=1'] });
    await expect(end(run())).rejects.toMatchObject({ code: 'DLC_REFUSED' });
    expect(service.jobs).toEqual([]);
  });

  it('of a dedicated cluster can do without flags that it does not know', async () => {
    const { run, end, service } = await start(RAN, {
      omit_flags: ['tags', 'job_max_running_time_minutes'],
      aliyun_cfg: { ...CFG, workspace_id: 259315, dlc_job_cmd: 'create' },
    });
    expect(await end(run())).toEqual({ status: 'succeeded' });
    expect(service.jobs[0]?.body).not.toHaveProperty('JobMaxRunningTimeMinutes');
  });
});
