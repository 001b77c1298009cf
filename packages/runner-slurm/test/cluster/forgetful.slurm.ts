import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { onCluster, resetCluster, slurm } from '../../../../test/support/slurm/suite.ts';
import { temporaryFolder } from '../support/jobs.ts';

/** Lets the controller forget jobs so many seconds after their end. */
async function setMinJobAge(seconds: number): Promise<void> {
  const file = process.env.SLURM_CONF ?? '';
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^MinJobAge=.*$/m, `MinJobAge=${seconds}`));
  await slurm('scontrol', 'reconfigure');
}

onCluster('a controller that forgets', () => {
  afterEach(resetCluster);

  it('jobs while the launcher sleeps: it knows their ends by their own word, and those without one as lost', {
    timeout: 420_000,
  }, async () => {
    await setMinJobAge(5);
    onTestFinished(() => setMinJobAge(300));
    const folder = await temporaryFolder();
    const program = `const me = Number(process.env.SLURM_ARRAY_TASK_ID);
      require('node:fs').appendFileSync('started', me + '\\n');
      setTimeout(() => {
        if (me === 2) process.kill(process.ppid, 'SIGKILL');
        process.exit(me);
      }, 3000);`;
    const script = join(import.meta.dirname, '../support/launcher.mjs');
    const launcher = spawn(process.execPath, [script, folder, program, '3'], { stdio: 'inherit' });
    onTestFinished(() => void launcher.kill('SIGKILL'));
    const started = async () =>
      (await readFile(join(folder, 'started'), 'utf8').catch(() => '')).split('\n').length - 1;
    // A controller that has just been restarted may take its time with the nodes.
    await expect.poll(started, { timeout: 180_000 }).toBe(3);
    launcher.kill('SIGSTOP');
    await expect.poll(() => slurm('squeue', '-h', '-t', 'all'), { timeout: 100_000, interval: 500 }).toBe('');
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
