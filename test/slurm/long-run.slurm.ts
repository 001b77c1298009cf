import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions, smallTasks } from '../support/blocks.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { answeredRows, result, rows, unendedClaims } from '../support/run-files.ts';
import { daemon, onCluster, resetCluster, slurm } from '../support/slurm/suite.ts';
import { type Project, tempProject } from '../support/temp-project.ts';
import { waitFor } from '../support/wait-for.ts';

/** A model that takes its time, on so many workers with a GPU each. */
async function projectOf(samples: number, workers: number, runner: object = {}): Promise<Project> {
  const one = {
    prompt_template: { template: '{question}' },
    inferencer: { type: 'gen', max_out_len: 64, batch_size: 1 },
  };
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock({ delay_ms: 200, num_gpus: 1 })],
      datasets: [datasetBlock('d', { infer_cfg: one })],
      infer: { partitioner: smallTasks(2), runner: { type: 'slurm', max_num_workers: workers, ...runner } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(samples));
  return project;
}

async function runningJobs(): Promise<string[]> {
  return (await slurm('squeue', '-h', '-r', '-t', 'R', '-o', '%i')).split('\n').filter(Boolean);
}

async function expectComplete(project: Project, samples: number): Promise<void> {
  const run = await project.latestRun();
  expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(samples));
  expect(await result(run, 'echo', 'd')).toMatchObject({ accuracy: 100 });
  expect(await unendedClaims(run, 'infer')).toEqual([]);
}

onCluster('a run on a cluster', () => {
  afterEach(resetCluster);

  it('goes on where its launcher was killed: the next one watches the 16 workers, and nothing is asked twice', async () => {
    const project = await projectOf(400, 16);
    const first = startCli(project, ['config.yaml']);
    await waitFor('16 workers', async () => (await runningJobs()).length === 16);
    await waitFor('answers', async () => (await answeredRows(await project.latestRun(), 'echo', 'd')).length > 16);
    first.kill('SIGKILL');
    await first.finished;
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 400);
  });

  it('ends on Ctrl-C with nothing left, and can be continued', async () => {
    const project = await projectOf(200, 4);
    const first = startCli(project, ['config.yaml']);
    await waitFor(
      'answers',
      async () =>
        (await project.runs()).length > 0 && (await answeredRows(await project.latestRun(), 'echo', 'd')).length > 8,
    );
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
      async () =>
        (await runningJobs()).length === 4 && (await answeredRows(await project.latestRun(), 'echo', 'd')).length > 8,
    );
    first.kill('SIGINT');
    expect((await first.finished).exitCode).toBe(130);
    expect((await runningJobs()).length).toBe(4);
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 200);
  });

  it('is complete however often its workers are preempted', async () => {
    const project = await projectOf(150, 3, { partition: 'spot' });
    const cli = startCli(project, ['config.yaml']);
    let ended = false;
    void cli.finished.then(() => {
      ended = true;
    });
    let preempted = 0;
    while (!ended && preempted < 40) {
      const [victim] = await runningJobs();
      if (victim !== undefined) {
        const node = (await slurm('squeue', '-h', '-j', victim, '-o', '%N').catch(() => '')).trim();
        if (node !== '') {
          await slurm('sbatch', '-p', 'lm', '-w', node, '--exclusive', '-o', '/dev/null', '--wrap', 'sleep 0.2');
          preempted += 1;
        }
      }
      await sleep(300);
    }
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    expect(preempted).toBeGreaterThan(10);
    await expectComplete(project, 150);
  });

  it('waits where the controller is away for a while', async () => {
    const project = await projectOf(100, 4);
    const cli = startCli(project, ['config.yaml']);
    await waitFor(
      'answers',
      async () =>
        (await project.runs()).length > 0 && (await answeredRows(await project.latestRun(), 'echo', 'd')).length > 8,
    );
    await sleep(6_000);
    process.kill(await daemon('slurmctld'), 'SIGKILL');
    await sleep(20_000);
    await slurm('slurmctld');
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 100);
  });

  it('that the cluster refuses ends at once, with what is wrong and what there is', async () => {
    const project = await projectOf(10, 2);
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-p', 'nosuch');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('SLURM_REFUSED');
    expect(stderr).toContain('invalid partition specified: nosuch');
    expect(stderr).toContain('partition lm (the default)');
  });

  it('keeps the ids of its jobs', async () => {
    const project = await projectOf(4, 2);
    await runCli(project, 'config.yaml');
    const run = await project.latestRun();
    expect(await readFile(run.stage('infer').jobs, 'utf8')).toMatch(
      /"event":"submitted".*"nativeId":"oc-[0-9a-f]+-1\.0"/,
    );
  });
});
