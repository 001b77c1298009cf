import { describe, expect, it } from 'vitest';
import { longestMinutes, partitions } from '../../src/submit/partitions.ts';

/** As sinfo of Slurm 22.05 prints it. */
const SINFO = 'lm|lm*|infinite\ntiny|tiny|1:00\nlong|long|7-00:00:00\nodd|odd|n/a\n';

const cluster = () =>
  partitions(async () => ({ exitCode: 0, stdout: SINFO, stderr: '', elapsedMs: 1, missing: false }));

describe('the longest time of a job', () => {
  it.each([
    ['the default partition', undefined, Infinity],
    ['one partition', 'tiny', 1],
    ['the most generous of several', 'tiny,long', 10_080],
    ['a partition without a number', 'odd', Infinity],
    ['a partition that is not there: Slurm itself refuses it', 'nosuch', Infinity],
  ])('is that of %s', async (_, wanted, minutes) => {
    expect(longestMinutes(await cluster(), wanted)).toBe(minutes);
  });
});
