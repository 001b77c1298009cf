import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Life, lifeOf } from '../support/life.ts';
import { TRANSPORTS } from '../support/runner.ts';

const SECOND = 1_000;

describe.each(TRANSPORTS)('the log of a job that could not write one, over %s', (transport) => {
  /** A job without its mount: it prints lines, so many a second, and ends a while after the last. */
  async function afterLines(perSecond: readonly number[], spoil: (life: Life) => void = () => {}) {
    const life = await lifeOf('', { transport });
    const { service, clock, run, end, at, job } = life;
    service.queueReason = 'waiting';
    const running = run();
    const there = await at(0, 'Queuing');
    // The shell that stays is killed with the job; what it prints is written by the test, to the second.
    Object.assign(there.body, { UserCommand: 'sleep 600' });
    service.queueReason = undefined;
    await at(0, 'Running');
    spoil(life);
    const lines: string[] = [];
    for (const count of perSecond) {
      for (let n = 0; n < count; n += 1) {
        lines.push(`line ${lines.length}`);
        there.pods[0]?.logs.push({ atMs: clock.now(), line: lines.at(-1) ?? '' });
      }
      await clock.advance(SECOND);
    }
    there.finish('Failed', 'JobFailed', 'exited with code 3');
    const outcome = await end(running);
    const log = (await readFile(job.logFile, 'utf8')).split('\n').slice(0, -1);
    return { outcome, lines, log };
  }

  it('is what the service has, to the last line', async () => {
    const { outcome, lines, log } = await afterLines([3, 0, 5]);
    expect(outcome).toMatchObject({ status: 'failed', detail: expect.stringContaining('line 7') });
    expect(log).toEqual(lines);
  });

  it('is whole where it is longer than one answer', async () => {
    const { lines, log } = await afterLines([1500, 1500, 0, 1999, 7, 0, 1200, 1]);
    expect(log).toEqual(lines);
  });

  it('says where lines may be missing: more in one second than the service gives', async () => {
    const { lines, log } = await afterLines([3, 2500, 4]);
    const missing = log.findIndex((line) => !line.startsWith('line '));
    expect(log[missing]).toMatch(/no more than 2000 lines of one second/);
    expect(log.slice(0, missing)).toEqual(lines.slice(0, missing));
    expect(log.slice(missing + 1)).toEqual(lines.slice(2503));
  });

  it('has the lines that come late', async () => {
    const { lines, log } = await afterLines([10, 0, 0, 0, 0, 0, 2], ({ service }) => {
      service.logLagMs = 10 * SECOND;
    });
    expect(log).toEqual(lines);
  });

  it('has the lines that are missing at first', async () => {
    const { lines, log } = await afterLines([10, 10], ({ service }) => {
      service.logGaps = 1;
    });
    expect(log).toEqual(lines);
  });

  it('lacks none of lines that are doubled', async () => {
    const { lines, log } = await afterLines([900, 900, 900, 3], ({ service }) => {
      service.logDoubles = true;
    });
    expect([...new Set(log)]).toEqual(lines);
  });

  it('says that the container does not see the run directory', async () => {
    const { service, job, run, end, at } = await lifeOf('', { transport });
    service.queueReason = 'waiting';
    const running = run();
    Object.assign((await at(0, 'Queuing')).body, { UserCommand: 'bash /no/such/place/job.sh' });
    service.queueReason = undefined;
    const { detail } = (await end(running)) as { detail: string };
    expect(detail).toContain('does the container see the run directory');
    expect(detail).toContain('/no/such/place/job.sh: No such file or directory');
    expect(await readFile(job.logFile, 'utf8')).toContain('No such file or directory');
  });
});
