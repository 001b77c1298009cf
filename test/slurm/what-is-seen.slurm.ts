import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { runCli, startCli } from '../support/run-cli.ts';
import { answeredRows, rows } from '../support/run-files.ts';
import { onCluster, resetCluster, slurm } from '../support/slurm/suite.ts';
import { waitFor } from '../support/wait-for.ts';
import { answersIn, expectComplete, projectOf, runningJobs } from './support.ts';

onCluster('what is seen of a run on a cluster', () => {
  afterEach(resetCluster);

  it('why its jobs wait, and how many GPUs it holds', async () => {
    const blocker = (
      await slurm('sbatch', '--parsable', '-N4', '--exclusive', '-o', '/dev/null', '--wrap', 'sleep 600')
    ).trim();
    await waitFor('all nodes to be taken', async () => (await runningJobs()).length === 1);
    const project = await projectOf(120, 6);
    const cli = startCli(project, ['config.yaml']);
    await waitFor('a reason', () => /6 queued \(.*(?:Resources|Priority)/.test(cli.stderr));
    expect(cli.stderr).toContain('0 GPUs in use');
    await slurm('scancel', blocker);
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/6 workers.*, 6 GPUs in use/);
  });

  it("Slurm's ids of its jobs, in status and in the journal, and their logs", async () => {
    const project = await projectOf(400, 2);
    const cli = startCli(project, ['config.yaml']);
    await waitFor('answers', () => answersIn(project, 4));
    const [id = ''] = await runningJobs();
    const { stdout } = await runCli(project, 'status', 'latest');
    expect(stdout).toContain(`(echo): ${id}\n`);
    expect((await runCli(project, 'logs', 'latest', '1-infer-1')).stdout).toContain('d[');
    const { exitCode } = await runCli(project, 'cancel', 'latest');
    expect(exitCode).toBe(0);
    expect((await cli.finished).exitCode).toBe(130);
    expect(await slurm('squeue', '-h')).toBe('');
    const journal = await readFile((await project.latestRun()).stage('infer').jobs, 'utf8');
    expect(journal).toMatch(new RegExp(`"event":"accepted".*"engineId":"${id}"`));
    expect(journal).toMatch(/"event":"submitted".*"nativeId":"oc-[0-9a-f]+-1\.0"/);
  });

  it('what became of jobs that somebody cancelled, in the words of Slurm, and the end of their log', async () => {
    const project = await projectOf(200, 1);
    const cli = startCli(project, ['config.yaml']);
    await waitFor('answers', () => answersIn(project, 4));
    const [id = ''] = await runningJobs();
    await slurm('scancel', id);
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`infer echo / d: Slurm job ${id} on node\\d: somebody has cancelled it`));
    expect(stderr).toMatch(/ {4}log: .*1-infer-1\.log\n {4}\| /);
  });

  it('the array and the script, before anything runs', async () => {
    const project = await projectOf(400, 16, { max_gpus: 8, time_limit: 90 });
    const { exitCode, stdout } = await runCli(project, 'plan', 'config.yaml');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/sbatch --parsable .*--array=0-15%8 .*--gres=gpu:1 .*--time=90 /);
    expect(stdout).toContain('script | exec "$@"');
    expect(await slurm('squeue', '-h')).toBe('');
  });
});

onCluster('a launcher that is to leave (--detach)', () => {
  afterEach(resetCluster);

  it('does so when Slurm has its workers; the next one watches them and ends the run', async () => {
    const project = await projectOf(200, 4);
    const left = await runCli(project, 'config.yaml', '--detach');
    expect(left.exitCode, left.stderr).toBe(0);
    expect(left.stderr).toMatch(/^Left 4 jobs at work: \d+_0, \d+_1, \d+_2, \d+_3$/m);
    expect(left.stdout).toBe('');
    const run = await project.latestRun();
    expect(await readFile(run.stage('infer').jobs, 'utf8')).not.toContain('"event":"ended"');
    await waitFor('answers without a launcher', () => answersIn(project, 50));
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/waiting for 4 jobs of an earlier launcher/);
    await expectComplete(project, 200);
  });

  it('by a terminal that goes away does so too', async () => {
    const project = await projectOf(200, 4);
    const first = startCli(project, ['config.yaml']);
    await waitFor('answers', () => answersIn(project, 8));
    first.kill('SIGHUP');
    expect((await first.finished).exitCode).toBe(129);
    expect((await runningJobs()).length).toBeGreaterThan(0);
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 200);
  });

  it('may be followed by one that runs on this machine: old workers are watched by their own runner', async () => {
    const project = await projectOf(120, 4);
    expect((await runCli(project, 'config.yaml', '--detach')).exitCode).toBe(0);
    const local = await runCli(
      project,
      'config.yaml',
      '-r',
      'latest',
      '--set',
      'infer.runner={type: local}',
      '--num-gpus',
      '0',
    );
    expect(local.exitCode, local.stderr).toBe(0);
    expect(await answeredRows(await project.latestRun(), 'echo', 'd')).toEqual(rows(120));
  });

  it('cannot leave workers of this machine, and says so before anything runs', async () => {
    const project = await projectOf(10, 1);
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '--set', 'infer.runner.type=local', '--detach');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/on_interrupt.*\n.*--detach|--detach.*on_interrupt/);
  });
});
