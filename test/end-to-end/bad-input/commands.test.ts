import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions, smallTasks } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

describe('commands that run nothing', () => {
  it('plan --json lists the tasks with their parts and costs', async () => {
    const project = await projectOf();
    const { exitCode, stdout, stderr } = await runCli(project, 'plan', 'config.yaml', '--json');
    expect(exitCode, stderr).toBe(0);
    const { tasks } = JSON.parse(stdout);
    expect(tasks).toEqual([
      { id: '1-00000', model: 'echo', parts: [{ dataset: 'd', start: 0, end: 2 }], cost: 2 },
      { id: '1-00001', model: 'echo', parts: [{ dataset: 'd', start: 2, end: 4 }], cost: 2 },
      { id: '1-00002', model: 'echo', parts: [{ dataset: 'd', start: 4, end: 5 }], cost: 1 },
    ]);
    expect(await project.runs()).toEqual([]);
  });

  it('plan -r latest lists only what is missing', async () => {
    const project = await projectOf();
    await runCli(project, 'config.yaml', '-m', 'infer', '--limit', '3');
    const { stdout } = await runCli(project, 'plan', 'config.yaml', '--json', '-r', 'latest');
    const parts = JSON.parse(stdout).tasks.flatMap((task: { parts: object[] }) => task.parts);
    expect(parts).toEqual([{ dataset: 'd', start: 3, end: 5 }]);
  });

  it('--dry-run says the tasks and the command of a worker, and makes no run', async () => {
    const project = await projectOf();
    const { exitCode, stdout } = await runCli(project, 'config.yaml', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('d[0:2]');
    expect(stdout).toMatch(/oc-worker.*--stage.*infer/);
    expect(await project.runs()).toEqual([]);
  });

  it('validate finds a good config good, and a bad one bad with all its problems', async () => {
    const project = await projectOf();
    const good = await runCli(project, 'validate', 'config.yaml');
    expect([good.exitCode, good.stdout]).toEqual([0, expect.stringContaining('valid; 1 pair, 5 samples')]);
    await project.write('bad.yaml', 'models: [{abbr: m, type: ecko}]\ndatasets: [{abbr: d, type: jsonl, pth: x}]\n');
    const bad = await runCli(project, 'validate', 'bad.yaml');
    expect([bad.exitCode, bad.stdout]).toEqual([2, '']);
    expect(bad.stderr).toMatch(/bad\.yaml:1:\d+[\s\S]*ecko/);
    expect(bad.stderr).toMatch(/bad\.yaml:2:\d+[\s\S]*pth/);
    expect(await project.runs()).toEqual([]);
  });

  it('plugins shows what each type of a config resolved to, with its version', async () => {
    const project = await projectOf();
    const { exitCode, stdout } = await runCli(project, 'plugins', 'config.yaml');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^model +echo +oc-model-echo@\d/m);
    expect(stdout).toMatch(/^dataset +jsonl +oc-dataset-files\/jsonl@\d/m);
    const json = JSON.parse((await runCli(project, 'plugins', '--json')).stdout);
    expect(json.map(({ kind }: { kind: string }) => kind)).toContain('runner');
  });

  it('schema prints one JSON Schema with the options of the plugins', async () => {
    const { exitCode, stdout } = await runCli(await tempProject(), 'schema');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).properties).toHaveProperty('models');
    expect(stdout).toContain('delay_ms');
  });

  it('init writes a project that runs, and overwrites nothing', async () => {
    const project = await tempProject();
    expect(await runCli(project, 'init', 'mine')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await readdir(project.path('mine'))).toEqual(['config.yaml', 'data']);
    const config = await readFile(project.path('mine', 'config.yaml'), 'utf8');
    const run = await runCli(project, 'mine/config.yaml');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/questions .* 50\.00/);
    const again = await runCli(project, 'init', 'mine');
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('is there already')]);
    expect(await readFile(project.path('mine', 'config.yaml'), 'utf8')).toBe(config);
  });
});

async function projectOf(): Promise<Project> {
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock()],
      datasets: [datasetBlock('d')],
      infer: { partitioner: smallTasks(2), runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(5));
  return project;
}
