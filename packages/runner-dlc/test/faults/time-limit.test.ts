import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lifeOf } from '../support/life.ts';
import { CFG, TRANSPORTS } from '../support/runner.ts';

const MINUTES = 10;
/** Seconds: all but a minute. */
const WARNING = 540;

/** In the container's script the wait for the warning is over when the test says so: a file in the job's folder. */
const HELD_SLEEP = `sleep() {
  [ "$1" = ${WARNING} ] || { command sleep "$1"; return; }
  until [ -e "$folder/nearly-over" ]; do command sleep 0.02; done
}`;

const options = { max_running_minutes: MINUTES, aliyun_cfg: { ...CFG, pre_cmd: HELD_SLEEP } };
const ON_TERM = (what: string) =>
  `process.on('SIGTERM', () => ${what}); console.log('here'); setInterval(() => {}, 1000);`;

describe.each(TRANSPORTS)('the longest time of a job, over %s', (transport) => {
  async function nearItsEnd(onTerm: string) {
    const life = await lifeOf(ON_TERM(onTerm), { transport, options });
    const running = life.run();
    await life.begun();
    const folder = join(life.folder, 'dlc', life.watching.ids[0] ?? '');
    expect(life.service.jobs[0]?.body).toMatchObject({ JobMaxRunningTimeMinutes: MINUTES });
    await writeFile(join(folder, 'nearly-over'), '');
    await life.clock.until(() => existsSync(join(folder, 'time-up')));
    return { ...life, running };
  }

  it('is told a while before: a worker that ends in peace has succeeded', async () => {
    const { end, running, service } = await nearItsEnd('process.exit(0)');
    expect(await end(running)).toEqual({ status: 'succeeded' });
    expect(service.calls).not.toContain('stop');
  });

  it('is kept by the service: a worker that does not listen has reached its time limit', async () => {
    const { clock, end, running, service } = await nearItsEnd('{}');
    await clock.advance(MINUTES * 60_000);
    expect(await end(running)).toMatchObject({ status: 'failed', reason: 'time-limit' });
    expect(service.jobs[0]?.status).toBe('Stopped');
    expect(service.jobs).toHaveLength(1);
  });
});
