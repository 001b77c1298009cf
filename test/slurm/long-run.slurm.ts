import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { runCli, startCli } from '../support/run-cli.ts';
import { daemon, onCluster, resetCluster, slurm } from '../support/slurm/suite.ts';
import { waitFor } from '../support/wait-for.ts';
import { answersIn, endedBy, expectComplete, projectOf, runningJobs } from './support.ts';

onCluster('a run on a cluster', () => {
  afterEach(resetCluster);

  it('goes on where its launcher was killed: the next one watches the 16 workers, and nothing is asked twice', async () => {
    const project = await projectOf(400, 16);
    const first = startCli(project, ['config.yaml']);
    await waitFor('16 workers', async () => (await runningJobs()).length === 16);
    await waitFor('answers', () => answersIn(project, 16));
    first.kill('SIGKILL');
    await first.finished;
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 400);
  });

  it('ends on Ctrl-C with nothing left, and can be continued', async () => {
    const project = await projectOf(200, 4);
    const first = startCli(project, ['config.yaml']);
    await waitFor('answers', () => answersIn(project, 8));
    first.kill('SIGINT');
    expect((await first.finished).exitCode).toBe(130);
    expect(await slurm('squeue', '-h')).toBe('');
    expect((await runCli(project, 'config.yaml', '-r', 'latest')).exitCode).toBe(0);
    await expectComplete(project, 200);
  });

  it('may be left on Ctrl-C and taken up: the workers go on meanwhile', async () => {
    const project = await projectOf(200, 4, { on_interrupt: 'detach' });
    const first = startCli(project, ['config.yaml']);
    await waitFor(
      'four workers at work',
      async () => (await runningJobs()).length === 4 && (await answersIn(project, 8)),
    );
    first.kill('SIGINT');
    expect((await first.finished).exitCode).toBe(130);
    expect((await runningJobs()).length).toBe(4);
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 200);
  });

  it('is complete after 40 preemptions', async () => {
    const project = await projectOf(1200, 8, { partition: 'spot' });
    const cli = startCli(project, ['config.yaml']);
    let ended = false;
    void cli.finished.then(() => {
      ended = true;
    });
    while (!ended && (await endedBy(project, 'preempted')) < 40) {
      const [victim] = await runningJobs('spot');
      const node = victim && (await slurm('squeue', '-h', '-j', victim, '-o', '%N').catch(() => '')).trim();
      if (node) {
        await slurm('sbatch', '-p', 'lm', '-w', node, '--exclusive', '-o', '/dev/null', '--wrap', 'sleep 0.2');
      }
      await sleep(500);
    }
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    expect(await endedBy(project, 'preempted')).toBeGreaterThanOrEqual(40);
    await expectComplete(project, 1200);
  });

  it('costs nothing but waiting where the controller is away for a minute', async () => {
    const project = await projectOf(400, 4);
    const cli = startCli(project, ['config.yaml']);
    await waitFor('answers', () => answersIn(project, 8));
    // What the controller has just heard it writes down within five seconds.
    await sleep(6_000);
    process.kill(await daemon('slurmctld'), 'SIGKILL');
    await sleep(60_000);
    await slurm('slurmctld');
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 400);
    // Nobody was started in the place of workers that were only out of sight.
    const journal = await readFile((await project.latestRun()).stage('infer').jobs, 'utf8');
    expect(journal.split('"event":"intended"')).toHaveLength(4 + 1);
  });

  it('that the cluster refuses ends at once, with what is wrong and what there is', async () => {
    const project = await projectOf(10, 2);
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-p', 'nosuch');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('SLURM_REFUSED');
    expect(stderr).toContain('invalid partition specified: nosuch');
    expect(stderr).toContain('partition lm (the default)');
  });
});
