import { setMaxListeners } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOcError } from 'oc-sdk';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { daemon, onCluster, resetCluster, slurm } from '../../../../test/support/slurm/suite.ts';
import { control, linesOf, nodeJob, temporaryFolder, testRunner } from '../support/jobs.ts';

/** Writes a line `start GPUS`, works a little, and writes `end GPUS`. */
const GPU_PROGRAM = `
  const { appendFileSync } = require('node:fs');
  const gpus = process.env.SLURMD_NODENAME + ':' + process.env.CUDA_VISIBLE_DEVICES;
  appendFileSync('events', 'start ' + gpus + '\\n');
  setTimeout(() => appendFileSync('events', 'end ' + gpus + '\\n'), 500);`;

function submissionsIn(folder: string): Promise<string[]> {
  return readdir(join(folder, 'slurm'));
}

/** The `sbatch` commands of all submissions. */
async function commandsIn(folder: string): Promise<string[]> {
  const files = (await submissionsIn(folder)).map((name) => join(folder, 'slurm', name, 'submitted.json'));
  const records = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
  return records.flatMap(({ command }) => command as string[]);
}

/** The error with which the first job is refused. */
async function refusal(options: Parameters<typeof testRunner>[1], gpus = 0): Promise<{ code: string; text: string }> {
  const folder = await temporaryFolder();
  const job = nodeJob(folder, 'one', '', { resources: { gpus } });
  const error: unknown = await testRunner(folder, options)
    .run(job, control())
    .catch((reason: unknown) => reason);
  if (!isOcError(error)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  return { code: error.code, text: `${error.message}\n${error.details}` };
}

onCluster('jobs that come together', () => {
  afterEach(resetCluster);

  it('become one array; each GPU belongs to one of them at a time', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder);
    const jobs = [...Array(40).keys()].map((n) => nodeJob(folder, `j${n}`, GPU_PROGRAM, { resources: { gpus: 1 } }));
    const outcomes = await Promise.all(jobs.map((job) => runner.run(job, control())));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(await submissionsIn(folder)).toHaveLength(1);
    const held = new Set<string>();
    for (const line of await linesOf(join(folder, 'events'), 80)) {
      const [what, gpu = ''] = line.split(' ');
      expect(held.has(gpu)).toBe(what === 'end');
      if (what === 'start') held.add(gpu);
      else held.delete(gpu);
      expect(held.size).toBeLessThanOrEqual(16);
    }
  });

  it('hold no more GPUs than max_gpus says', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder, { maxGpus: 4 });
    const jobs = [...Array(9).keys()].map((n) => nodeJob(folder, `j${n}`, GPU_PROGRAM, { resources: { gpus: 2 } }));
    const others = [0, 1].map((n) => nodeJob(folder, `k${n}`, GPU_PROGRAM, { resources: { gpus: 4 } }));
    const outcomes = [...jobs, ...others].map((job) => runner.run(job, control()));
    expect(new Set((await Promise.all(outcomes)).map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(await commandsIn(folder)).toContain('--array=0-8%2');
    let held = 0;
    for (const line of await linesOf(join(folder, 'events'), 22)) {
      const gpus = line.split(':')[1]?.split(',').length ?? 0;
      held += line.startsWith('start') ? gpus : -gpus;
      expect(held).toBeLessThanOrEqual(4);
    }
    expect(await runner.run(nodeJob(folder, 'big', '', { resources: { gpus: 5 } }), control())).toMatchObject({
      ...{ status: 'failed', reason: 'rejected' },
      detail: 'the job wants 5 GPUs, but max_gpus is 4',
    });
  });

  it('are as many arrays as they want different things', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder);
    const jobs = [0, 0, 1, 1, 2].map((gpus, n) => nodeJob(folder, `j${n}`, '', { resources: { gpus } }));
    await Promise.all(jobs.map((job) => runner.run(job, control())));
    expect(await submissionsIn(folder)).toHaveLength(3);
  });

  it('are cut where they are more than one array may have', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder);
    const abort = new AbortController();
    setMaxListeners(0, abort.signal);
    const ids = Array.from({ length: 1500 }, () => control(abort.signal));
    const jobs = ids.map((each, n) => runner.run(nodeJob(folder, `j${n}`, 'setInterval(() => {}, 1000)'), each));
    await expect
      .poll(() => runner.messages.filter((text) => text.includes('Slurm job')).length, { timeout: 60_000 })
      .toBe(2);
    await expect.poll(async () => (await slurm('squeue', '-h', '-r', '-o', '%i')).split('\n').length).toBe(1500);
    abort.abort();
    expect(new Set((await Promise.all(jobs)).map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(await slurm('squeue', '-h')).toBe('');
  });

  it('do not mind what the environment says of Slurm', async () => {
    const folder = await temporaryFolder();
    const leaks = {
      ...{ SLURM_JOB_ID: '424242', SLURM_NTASKS: '99', SLURM_ARRAY_TASK_ID: '7', SLURM_CLUSTERS: 'moon' },
      ...{
        SBATCH_PARTITION: 'closed',
        SBATCH_ARRAY_INX: '1-9',
        SBATCH_WAIT: '1',
        SQUEUE_FORMAT: '%i',
        SQUEUE_STATES: 'PD',
      },
      ...{ SQUEUE_USERS: 'nobody', SLURM_TIME_FORMAT: '%s', OC_PARENT_PIPE: '1' },
    };
    const runner = testRunner(folder, { environment: { ...process.env, ...leaks } });
    const job = nodeJob(folder, 'one', `console.log(process.env.SLURM_NTASKS, process.env.OC_PARENT_PIPE)`);
    expect(await runner.run(job, control())).toEqual({ status: 'succeeded' });
    expect(await linesOf(job.logFile)).toEqual(['1 undefined']);
  });
});

onCluster('what the cluster refuses', () => {
  it.each([
    ['a partition', { settings: { partition: 'nosuch' } }, 'invalid partition specified: nosuch'],
    ['a kind of quota', { settings: { quotatype: 'auto' } }, "unrecognized option '--quotatype=auto'"],
    ['a resource', { settings: { extraArgs: ['--gres=moon:1'] } }, 'Invalid generic resource'],
    ['an amount of memory', { settings: { memoryMiB: 99_999_999 } }, 'Requested node configuration is not available'],
  ])('is said at once, in its own words, with what it offers: %s', async (_, options, words) => {
    const { code, text } = await refusal(options);
    expect(code).toBe('SLURM_REFUSED');
    expect(text).toContain(words);
    expect(text).toContain('partition lm (the default): up, time limit infinite, 4 nodes with 16 CPUs');
  });

  it('is said at once: more GPUs than any node has', async () => {
    const { code, text } = await refusal({}, 99);
    expect(code).toBe('SLURM_REFUSED');
    expect(text).toContain('gpu:4');
  });

  it('is said at once: a time limit over that of the partition, which Slurm itself would take', async () => {
    const { code, text } = await refusal({ settings: { partition: 'tiny', timeLimitMinutes: 10 } });
    expect(code).toBe('SLURM_TIME_LIMIT');
    expect(text).toContain('10 minutes are more than the 1 of partition tiny');
    expect(text).toContain('partition tiny: up, time limit 1:00, 4 nodes');
  });

  it('is said at once where there is no Slurm', async () => {
    const { code } = await refusal({ environment: { PATH: '/nowhere' } });
    expect(code).toBe('SLURM_NOT_FOUND');
  });
});

describe.skipIf('skipped' in inject('cluster') || process.env.OC_SLURM_ACCOUNTING !== '1')(
  'limits of accounting',
  () => {
    afterEach(resetCluster);

    it('on submitted jobs are waited for: the rest goes as jobs end', async () => {
      const folder = await temporaryFolder();
      const runner = testRunner(folder, { settings: { qos: 'limited' }, timing: { limitMs: 500 } });
      const jobs = [...Array(10).keys()].map((n) => runner.run(nodeJob(folder, `j${n}`, ''), control()));
      expect(new Set((await Promise.all(jobs)).map(({ status }) => status))).toEqual(new Set(['succeeded']));
    });

    it('are told at the end: what the accounts say of the jobs', async () => {
      const folder = await temporaryFolder();
      const runner = testRunner(folder);
      await Promise.all([0, 1].map((n) => runner.run(nodeJob(folder, `j${n}`, ''), control())));
      await runner.close?.();
      const accounts = (await submissionsIn(folder)).find((name) => name.endsWith('.accounts.txt')) ?? '';
      expect(await readFile(join(folder, 'slurm', accounts), 'utf8')).toMatch(
        /^JobID\|JobName\|State\|.*\n\d+_\d\|oc-/,
      );
    });

    it('do not mind a database that is away', async () => {
      const folder = await temporaryFolder();
      process.kill(await daemon('slurmdbd'), 'SIGTERM');
      try {
        const runner = testRunner(folder);
        expect(await runner.run(nodeJob(folder, 'one', ''), control())).toEqual({ status: 'succeeded' });
        await runner.close?.();
      } finally {
        await slurm('slurmdbd');
      }
    });

    it.each([
      ['a QOS', { settings: { qos: 'nosuch' } }, 'Invalid qos specification'],
      ['an account', { settings: { account: 'nosuch' } }, 'Invalid account'],
    ])('are said at once: %s', async (_, options, words) => {
      const { code, text } = await refusal(options);
      expect(code).toBe('SLURM_REFUSED');
      expect(text).toContain(words);
    });

    it('are said at once: a limit that is for ever', async () => {
      expect((await refusal({ settings: { qos: 'gpudeny' } }, 2)).text).toContain('QOSMaxGRESPerJob');
    });
  },
);

onCluster('a controller in trouble', () => {
  afterEach(resetCluster);

  it('that does not answer a submission but does it all the same: each job runs once', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder);
    await runner.run(nodeJob(folder, 'first', ''), control());
    const pid = await daemon('slurmctld');
    process.kill(pid, 'SIGSTOP');
    const program = `require('node:fs').appendFileSync('ran', process.env.OC_NAME + '\\n')`;
    const jobs = [0, 1, 2].map((n) => nodeJob(folder, `j${n}`, program, { env: { OC_NAME: `j${n}` } }));
    const outcomes = Promise.all(jobs.map((job) => runner.run(job, control())));
    await expect.poll(() => runner.messages.join('\n'), { timeout: 60_000 }).toMatch(/not known yet: .*timed out/);
    process.kill(pid, 'SIGCONT');
    expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect([...(await linesOf(join(folder, 'ran'), 3))].sort()).toEqual(['j0', 'j1', 'j2']);
  });

  it('that is away for a while costs nothing but waiting', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder);
    const program = `setTimeout(() => console.log('done'), 12_000); console.log('here')`;
    const jobs = [0, 1].map((n) => nodeJob(folder, `j${n}`, program));
    const outcomes = Promise.all(jobs.map((job) => runner.run(job, control())));
    await Promise.all(jobs.map(({ logFile }) => linesOf(logFile)));
    // It writes down what it knows every five seconds.
    await sleep(6_000);
    process.kill(await daemon('slurmctld'), 'SIGKILL');
    expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['succeeded']));
    const late = runner.run(nodeJob(folder, 'late', ''), control());
    await slurm('slurmctld');
    expect(await late).toEqual({ status: 'succeeded' });
    expect(await readFile(join(folder, 'j0.log'), 'utf8')).toBe('here\ndone\n');
  });

  it('at the start is said at once', async () => {
    process.kill(await daemon('slurmctld'), 'SIGTERM');
    try {
      const { code, text } = await refusal({});
      expect(code).toBe('SLURM_UNREACHABLE');
      expect(text).toContain('Unable to contact slurm controller');
    } finally {
      await slurm('slurmctld');
    }
  });
});
