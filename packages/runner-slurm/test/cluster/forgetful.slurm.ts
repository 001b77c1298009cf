import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { ownCluster } from '../../../../test/support/slurm/suite.ts';
import { temporaryFolder } from '../support/jobs.ts';

describe.skipIf('skipped' in inject('cluster'))('a controller that forgets', () => {
  const accounting = process.env.OC_SLURM_ACCOUNTING === '1';
  const env = ownCluster('forgetful', 700, { nodes: 1, gpusPerNode: 0, accounting, minJobAge: 5 });

  it('jobs while the launcher sleeps: it knows their ends by their own word, and those without one as lost', {
    timeout: 420_000,
  }, async () => {
    const folder = await temporaryFolder();
    const program = `const me = Number(process.env.SLURM_ARRAY_TASK_ID);
      require('node:fs').appendFileSync('started', me + '\\n');
      setTimeout(() => {
        if (me === 2) process.kill(process.ppid, 'SIGKILL');
        process.exit(me);
      }, 3000);`;
    const script = join(import.meta.dirname, '../support/launcher.mjs');
    const launcher = spawn(process.execPath, [script, folder, program, '3'], { stdio: 'inherit', env });
    onTestFinished(() => void launcher.kill('SIGKILL'));
    const started = async () =>
      (await readFile(join(folder, 'started'), 'utf8').catch(() => '')).split('\n').length - 1;
    await expect.poll(started, { timeout: 100_000 }).toBe(3);
    launcher.kill('SIGSTOP');
    const queue = async () => (await execa('squeue', ['-h', '-t', 'all'], { env })).stdout;
    await expect.poll(queue, { timeout: 100_000, interval: 500 }).toBe('');
    launcher.kill('SIGCONT');
    const outcomes = () => readFile(join(folder, 'outcomes.json'), 'utf8').catch(() => '');
    await expect.poll(outcomes, { timeout: 100_000, interval: 200 }).not.toBe('');
    expect(JSON.parse(await outcomes())).toMatchObject([
      { status: 'succeeded' },
      { status: 'failed', reason: 'exit', exitCode: 1 },
      { status: 'failed', reason: 'lost' },
    ]);
  });
});
