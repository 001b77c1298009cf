import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetBlock, echoBlock, questions, smallTasks } from '../support/blocks.ts';
import { type DlcServer, startDlcServer } from '../support/dlc/server.ts';
import { type Finished, startCli } from '../support/run-cli.ts';
import { answeredRows, result, rows, sampleLines, unendedClaims } from '../support/run-files.ts';
import { type Project, tempProject } from '../support/temp-project.ts';
import { waitFor } from '../support/wait-for.ts';

const CONFIG = fileURLToPath(new URL('../../configs/dlc.yaml', import.meta.url));
const BIN = fileURLToPath(new URL('../support/dlc/bin', import.meta.url));

const CFG = { workspace_id: '259315', resource_id: 'quota1', worker_image: 'image', data_sources: ['d-a'] };

/** Polls and calls as quick as a test wants them. */
const QUICK = [
  '--set',
  'infer.runner.aliyun_cfg.dlc_sleep_time=0.2',
  ...['--set', 'infer.runner.calls_per_second=50', '--set', 'eval.runner.aliyun_cfg.dlc_sleep_time=0.2'],
  ...['--set', 'eval.runner.calls_per_second=50'],
];

async function testServer(): Promise<DlcServer> {
  const server = await startDlcServer();
  onTestFinished(() => server.close());
  return server;
}

function start(project: Project, server: DlcServer, ...args: string[]) {
  return startCli(project, args, { ...server.environment, PATH: `${BIN}:${process.env.PATH}` });
}

async function expectReference(project: Project, { exitCode, stderr }: Finished): Promise<void> {
  expect(exitCode, stderr).toBe(0);
  const run = await project.latestRun();
  for (const [model, datasets] of Object.entries(await reference())) {
    for (const [dataset, { accuracy }] of Object.entries(datasets)) {
      expect(Number((await result(run, model, dataset)).accuracy).toFixed(2)).toBe(accuracy.toFixed(2));
    }
  }
}

async function reference(): Promise<Record<string, Record<string, { accuracy: number }>>> {
  const folder = createRequire(import.meta.url).resolve('oc-tiny-models/package.json');
  return JSON.parse(await readFile(join(folder, '..', 'reference.json'), 'utf8'));
}

describe('the quickstart at DLC', { timeout: 300_000 }, () => {
  it('has the scores of the reference, with a job for each worker and one that looks first', async () => {
    const [project, server] = [await tempProject(), await testServer()];
    await expectReference(project, await start(project, server, CONFIG, ...QUICK).finished);
    expect(server.service.jobs.filter(({ isTerminal }) => !isTerminal)).toEqual([]);
    expect(server.service.jobs[0]?.name).toMatch(/-probe-a0-/);
    expect(server.service.jobs.length).toBeGreaterThan(3);
  });

  it('is complete with a fifth of all calls going wrong, and no sample is asked twice after it was stored', async () => {
    const [project, server] = [await tempProject(), await testServer()];
    server.service.faults.spread(0.2, ['throttled-400', 'reset-after', 'unavailable', 'throttled-429', 'reset-before']);
    const transport = ['--set', 'infer.runner.transport=openapi', '--set', 'eval.runner.transport=openapi'];
    const endpoints = ['infer', 'eval'].flatMap((stage) => ['--set', `${stage}.runner.endpoint=${server.url}`]);
    const finished = await start(project, server, CONFIG, ...QUICK, ...transport, ...endpoints).finished;
    await expectReference(project, finished);
    expect(server.service.faults.injected).toBeGreaterThan(3);
    const names = server.service.jobs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const run = await project.latestRun();
    for (const [model, datasets] of Object.entries(await reference())) {
      for (const dataset of Object.keys(datasets)) {
        const indexes = (await sampleLines(run, model, dataset)).map(({ index }) => index);
        expect(new Set(indexes).size, `${model} ${dataset}`).toBe(indexes.length);
      }
    }
  });
});

describe('a run at DLC', { timeout: 300_000 }, () => {
  async function projectOf(server: DlcServer, samples: number, runner: object = {}): Promise<Project> {
    const one = {
      prompt_template: { template: '{question}' },
      inferencer: { type: 'gen', max_out_len: 64, batch_size: 1 },
    };
    const block = {
      ...{ type: 'dlc', max_num_workers: 3, transport: 'openapi', endpoint: server.url, probe: false },
      aliyun_cfg: { ...CFG, dlc_sleep_time: 0.2 },
    };
    const project = await tempProject({
      'config.yaml': {
        models: [echoBlock({ delay_ms: 100 })],
        datasets: [datasetBlock('d', { infer_cfg: one })],
        infer: { partitioner: smallTasks(2), runner: { ...block, ...runner } },
      },
    });
    await project.writeRows('data/d.jsonl', questions(samples));
    return project;
  }

  async function expectComplete(project: Project, samples: number): Promise<void> {
    const run = await project.latestRun();
    expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(samples));
    expect(await unendedClaims(run, 'infer')).toEqual([]);
  }

  const answers = (project: Project, least: number) =>
    waitFor('answers', async () => {
      if ((await project.runs()).length === 0) return false;
      return (await answeredRows(await project.latestRun(), 'echo', 'd')).length >= least;
    });

  it('goes on where its launcher was killed, with the jobs that are there', async () => {
    const server = await testServer();
    const project = await projectOf(server, 120);
    const first = start(project, server, 'config.yaml');
    await answers(project, 6);
    first.kill('SIGKILL');
    await first.finished;
    const before = server.service.jobs.length;
    const { exitCode, stderr } = await start(project, server, 'config.yaml', '-r', 'latest').finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 120);
    expect(server.service.jobs.length).toBe(before);
  });

  it('ends on Ctrl-C with no job left, and can be continued', async () => {
    const server = await testServer();
    const project = await projectOf(server, 90);
    const first = start(project, server, 'config.yaml');
    await answers(project, 6);
    first.kill('SIGINT');
    expect((await first.finished).exitCode).toBe(130);
    expect(server.service.jobs.filter(({ isTerminal }) => !isTerminal)).toEqual([]);
    expect((await start(project, server, 'config.yaml', '-r', 'latest').finished).exitCode).toBe(0);
    await expectComplete(project, 90);
  });

  it('starts no job in place of one that somebody stops, and is complete by the others', async () => {
    const server = await testServer();
    const project = await projectOf(server, 90);
    const running = start(project, server, 'config.yaml');
    await answers(project, 6);
    await waitFor('three jobs', () => server.service.jobs.length === 3);
    server.service.jobs[0]?.stop();
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(0);
    expect(server.service.jobs).toHaveLength(3);
    await expectComplete(project, 90);
  });

  it('names what a config lacks before anything starts', async () => {
    const server = await testServer();
    const project = await projectOf(server, 2, { aliyun_cfg: { worker_image: 'i' } });
    const { exitCode, stderr } = await start(project, server, 'config.yaml').finished;
    expect(exitCode).toBe(2);
    expect(stderr).toContain('workspace_id');
    expect(stderr).toContain('resource_id');
    expect(await project.runs()).toEqual([]);
  });

  it('takes the keys from a file of their own', async () => {
    const server = await testServer();
    const project = await projectOf(server, 4, {
      type: 'local',
      transport: undefined,
      endpoint: undefined,
      probe: undefined,
      aliyun_cfg: undefined,
    });
    await project.write('aliyun.yaml', { ...CFG, dlc_sleep_time: 0.2 });
    const args = ['config.yaml', '--dlc', '--aliyun-cfg', 'aliyun.yaml', ...QUICK];
    const { exitCode, stderr } = await start(project, server, ...args).finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 4);
    const missing = await start(project, server, 'config.yaml', '--dlc', '--aliyun-cfg', '~/no/such.yaml').finished;
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('--aliyun-cfg ~/no/such.yaml cannot be read');
  });
});

describe('oc-core doctor --runner dlc', () => {
  it('says what is there and what is not, and creates nothing', async () => {
    const server = await testServer();
    const project = await tempProject({ 'aliyun.yaml': CFG, 'other.yaml': { ...CFG, workspace_id: '1' } });
    const good = await start(project, server, 'doctor', '--runner', 'dlc', '--aliyun-cfg', 'aliyun.yaml').finished;
    expect(good.exitCode, good.stderr).toBe(0);
    expect(good.stdout).toMatch(/ok +program +dlc: 2598c3119-202512111654/);
    expect(good.stdout).toMatch(/ok +workspace +259315 can be listed/);
    expect(good.stdout).toMatch(/\? +shared directory/);
    const bad = await start(project, server, 'doctor', '--runner', 'dlc', '--aliyun-cfg', 'other.yaml').finished;
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toMatch(/PROBLEM +workspace/);
    expect(server.service.jobs).toEqual([]);
  });
});
