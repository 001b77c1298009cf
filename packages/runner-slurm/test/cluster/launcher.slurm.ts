import { spawn } from 'node:child_process';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { onCluster, resetCluster, slurm } from '../../../../test/support/slurm/suite.ts';
import { control, linesOf, nodeJob, STAYS, temporaryFolder, testRunner } from '../support/jobs.ts';

onCluster('a launcher that goes', () => {
  afterEach(resetCluster);

  it('by kill -9 loses nothing: the next one watches its jobs to their ends, and each has run once', async () => {
    const folder = await temporaryFolder();
    const program = `
      require('node:fs').appendFileSync('ran', process.env.SLURM_ARRAY_TASK_ID + '\\n');
      setTimeout(() => process.exit(Number(process.env.SLURM_ARRAY_TASK_ID)), 4000);`;
    const ids = await launchAndKill(folder, program, 3);
    const next = testRunner(folder);
    const jobs = ids.map((_, n) => nodeJob(folder, `j${n}`, program));
    const outcomes = await Promise.all(jobs.map((job, n) => next.adopt?.(job, ids[n] ?? '', control())));
    expect(outcomes).toMatchObject([
      { status: 'succeeded' },
      { status: 'failed', reason: 'exit', exitCode: 1 },
      { status: 'failed', reason: 'exit', exitCode: 2 },
    ]);
    expect([...(await linesOf(join(folder, 'ran'), 3))].sort()).toEqual(['0', '1', '2']);
    // A third launcher reads the same from what they left.
    expect(await testRunner(folder).adopt?.(jobs[1]!, ids[1] ?? '', control())).toMatchObject({ exitCode: 1 });
  });

  it('leaves jobs that the next one can end', async () => {
    const folder = await temporaryFolder();
    const [id = ''] = await launchAndKill(folder, STAYS, 1);
    const abort = new AbortController();
    const outcome = testRunner(folder).adopt?.(nodeJob(folder, 'j0', STAYS), id, control(abort.signal));
    abort.abort();
    expect(await outcome).toEqual({ status: 'cancelled' });
    expect(await slurm('squeue', '-h')).toBe('');
  });

  it('before Slurm had the jobs leaves nothing to wait for', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder, { timing: { goneMs: 2_000 } });
    const watching = control();
    await runner.run(nodeJob(folder, 'one', ''), watching);
    // As if it had written its journal and died: the folder is there and Slurm knows nothing of it.
    const submission = join(folder, 'slurm', watching.ids[0]?.split('.')[0] ?? '');
    for (const name of ['0.0.start.json', '0.done.json', 'submitted.json']) await rm(join(submission, name));
    const renamed = 'oc-0123456789-1';
    await rename(submission, join(folder, 'slurm', renamed));
    expect(await runner.adopt?.(nodeJob(folder, 'one', ''), `${renamed}.0`, control())).toMatchObject({
      ...{ status: 'failed', reason: 'lost' },
      detail: 'Slurm job: Slurm does not know it',
    });
    expect(await runner.adopt?.(nodeJob(folder, 'one', ''), 'nonsense', control())).toMatchObject({ reason: 'lost' });
  });

  it('by Ctrl-C may leave its jobs to themselves, to be taken up', async () => {
    const folder = await temporaryFolder();
    const interrupt = new AbortController();
    const runner = testRunner(folder, { onInterrupt: 'detach', interrupted: interrupt.signal });
    const job = nodeJob(folder, 'one', `console.log('here'); setTimeout(() => process.exit(3), 3000)`);
    const watching = control(interrupt.signal);
    const outcome = runner.run(job, watching);
    await linesOf(job.logFile);
    interrupt.abort();
    expect(await outcome).toEqual({ status: 'detached' });
    const next = testRunner(folder);
    expect(await next.adopt?.(job, watching.ids[0] ?? '', control())).toMatchObject({ reason: 'exit', exitCode: 3 });
  });

  it('by Ctrl-C ends what it has, running or not, and sees to it', async () => {
    const folder = await temporaryFolder();
    const abort = new AbortController();
    const runner = testRunner(folder);
    const jobs = [...Array(20).keys()].map((n) => nodeJob(folder, `j${n}`, STAYS, { resources: { gpus: 1 } }));
    const outcomes = Promise.all(jobs.map((job) => runner.run(job, control(AbortSignal.any([abort.signal])))));
    await Promise.race(jobs.map(({ logFile }) => linesOf(logFile)));
    abort.abort();
    expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(await slurm('squeue', '-h')).toBe('');
  });
});

/** Starts a launcher with so many jobs, and kills it when all of them run. */
async function launchAndKill(folder: string, program: string, count: number): Promise<string[]> {
  const script = join(import.meta.dirname, '../support/launcher.mjs');
  const args = [script, folder, program, String(count)];
  const launcher = spawn(process.execPath, args, { stdio: 'inherit' });
  await expect
    .poll(() => slurm('squeue', '-h', '-r', '-t', 'R', '-o', '%i'), { timeout: 60_000 })
    .toMatch(new RegExp(`^(?:\\S+\\s*){${count}}$`));
  await sleep(500);
  launcher.kill('SIGKILL');
  return JSON.parse(await readFile(join(folder, 'ids.json'), 'utf8')) as string[];
}
