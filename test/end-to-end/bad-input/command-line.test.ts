import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, openAiBlock, questions } from '../../support/blocks.ts';
import { type Finished, runCli, startCli } from '../../support/run-cli.ts';
import { answeredRows, rows } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const TABLE = /^dataset +version +metric +mode +echo *\n[- ]+\nd +[0-9a-f]{6} +accuracy +gen +100\.00\n+$/;

describe('the command line', () => {
  it('prints the table and nothing else on standard output', async () => {
    const project = await projectOf();
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(TABLE);
    expect(stderr).toContain('New run');
  });

  it('does each stage by itself: infer, then eval, then viz', async () => {
    const server = await testServer();
    const project = await projectOf({ models: [openAiBlock(server.url, { abbr: 'echo' })] });
    expect(await runCli(project, 'config.yaml', '-m', 'infer')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(server.requests).toHaveLength(3);
    await server.close();
    for (const mode of ['eval', 'viz']) {
      const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml', '-m', mode, '-r', 'latest');
      expect(exitCode, stderr).toBe(0);
      expect(stdout).toMatch(TABLE);
    }
    expect(await project.runs()).toHaveLength(1);
  });

  it('with mode eval scores what is complete, and says of the rest how much is missing', async () => {
    const project = await projectOf();
    await runCli(project, 'config.yaml', '-m', 'infer', '--limit', '2');
    const { exitCode, stdout } = await runCli(project, 'config.yaml', '-m', 'eval', '-r', 'latest');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/echo \/ d: not finished: 2 of 3 samples are answered/);
  });

  it.each(['eval', 'viz'])('with mode %s wants a run that is there', async (mode) => {
    const project = await projectOf();
    expectRefused(await runCli(project, 'config.yaml', '-m', mode), /^MODE_NEEDS_RUN: .*\n.*-r latest/);
    expectRefused(await runCli(project, 'config.yaml', '-m', mode, '-r', 'latest'), /^MODE_NEEDS_RUN: /);
    expect(await project.runs()).toEqual([]);
  });

  it('names the runs there are when -r names none of them', async () => {
    const project = await projectOf();
    expectRefused(await runCli(project, 'config.yaml', '-r', '20200101_000000'), /^NO_SUCH_RUN: .*20200101_000000/);
    await runCli(project, 'config.yaml');
    const [run = ''] = await project.runs();
    expectRefused(await runCli(project, 'config.yaml', '-r', '20200101_000000'), new RegExp(run));
    expectRefused(await runCli(project, 'config.yaml', '-r', '../default'), /^NO_SUCH_RUN: /);
    expect(await runCli(project, 'config.yaml', '-r', run)).toMatchObject({ exitCode: 0 });
  });

  it('continues no run of another format, and no folder that is none', async () => {
    const project = await projectOf();
    await project.write('outputs/default/20200101_000000/run.json', { formatVersion: 99 });
    await project.write('outputs/default/20200101_000001/notes.txt', 'mine');
    await project.write('outputs/default/20200101_000002/run.json', 'not JSON');
    const reuse = async (name: string): Promise<Finished> => await runCli(project, 'config.yaml', '-r', name);
    expectRefused(await reuse('20200101_000000'), /^RUN_VERSION: .* 99; this oc-core reads 1/);
    expectRefused(await reuse('20200101_000001'), /^NOT_A_RUN: /);
    expectRefused(await reuse('20200101_000002'), /^NOT_A_RUN: /);
  });

  it('answers mistakes with exit code 2, the reason and no table', async () => {
    const project = await projectOf();
    expectRefused(await runCli(project, 'config.yaml', '--limti', '3'), /--limti[\s\S]*--limit/);
    expectRefused(await runCli(project, 'config.yaml', '--limit', '0'), /at least 1/);
    expectRefused(await runCli(project, 'config.yaml', '-m', 'both'), /all, infer, eval, viz/);
    expectRefused(await runCli(project), /no config is named/);
    expectRefused(await runCli(project, 'confg.yaml'), /^CONFIG_NOT_FOUND: [\s\S]*config\.yaml/);
    expectRefused(await runCli(project, 'config.yaml', '--set', 'infer.runner.max_num_worker=3'), /max_num_workers/);
    expectRefused(await runCli(project, 'config.yaml', 'surplus'), /too many arguments|surplus/);
    expect(await project.runs()).toEqual([]);
  });

  it('shows help and version without a config', async () => {
    const project = await tempProject();
    const help = await runCli(project, '--help');
    expect([help.exitCode, help.stdout.includes('--reuse')]).toEqual([0, true]);
    expect((await runCli(project, '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('takes models and datasets by name from folders beside the config', async () => {
    const project = await projectOf();
    await project.write('models/other.yaml', [echoBlock({ abbr: 'other', answer: 'no' })]);
    await project.write('datasets/more.yaml', [datasetBlock('more', { path: '../data/d.jsonl' })]);
    const { exitCode, stdout, stderr } = await runCli(
      project,
      'config.yaml',
      '--models',
      'other',
      '--datasets',
      'more',
    );
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/mode +other/);
    expect(stdout).toMatch(/^more .* 0\.00$/m);
    expectRefused(await runCli(project, 'config.yaml', '--models', 'othr'), /othr[\s\S]*other/);
  });

  it('asks only the pairs that model_dataset_combinations names', async () => {
    const project = await projectOf({
      models: [echoBlock({ abbr: 'a' }), echoBlock({ abbr: 'b' })],
      datasets: [datasetBlock('d'), datasetBlock('e', { path: 'data/d.jsonl' })],
      model_dataset_combinations: [
        { models: ['a'], datasets: ['d', 'e'] },
        { models: ['b'], datasets: ['e'] },
      ],
    });
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('= 3 pairs');
    expect(stdout).toMatch(/^d .* 100\.00 +-$/m);
    expect(stdout).toMatch(/^e .* 100\.00 +100\.00$/m);
    const run = await project.latestRun();
    expect(await answeredRows(run, 'b', 'd')).toEqual([]);
    expect(await answeredRows(run, 'b', 'e')).toEqual(rows(3));
  });

  it('with --debug works in its own process and logs to the terminal', async () => {
    const project = await projectOf();
    await project.write('pid.mjs', PID_MODEL);
    const cli = startCli(project, ['config.yaml', '--debug', '--set', 'models.0.type=./pid.mjs']);
    const { exitCode, stdout, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/accuracy +gen +0\.00/);
    expect(stderr).toContain(`loaded in ${cli.pid}`);
    expect(stderr).toContain('info ');
  });

  it('with --debug tells a failure with its reason, and goes on with -r latest', async () => {
    const project = await projectOf();
    await project.write('pid.mjs', PID_MODEL);
    const failed = await runCli(
      project,
      'config.yaml',
      '--debug',
      '--set',
      'models.0.type=./pid.mjs',
      '--set',
      'models.0.fail=true',
    );
    expect([failed.exitCode, failed.stdout.includes('asked to fail')]).toEqual([1, true]);
    expect(await runCli(project, 'config.yaml', '--debug', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(await project.runs()).toHaveLength(1);
  });
});

const PID_MODEL = `export default {
  kind: 'model', apiVersion: 1, name: 'pid', summary: 'Says where it is.', location: 'process',
  optionsSchema: { type: 'object', additionalProperties: false, properties: { fail: { type: 'boolean' } } },
  async create({ fail }, { logger }) {
    logger.info('loaded in ' + process.pid);
    if (fail) throw new Error('asked to fail');
    return {
      async *generate(requests) { for (const { index } of requests) yield { index, text: 'no' }; },
      close: async () => {},
    };
  },
};
`;

function expectRefused({ exitCode, stdout, stderr }: Finished, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('bug');
  expect([exitCode, stdout]).toEqual([2, '']);
}

async function projectOf(changes: object = {}): Promise<Project> {
  const config = { models: [echoBlock()], datasets: [datasetBlock('d')], ...changes };
  const project = await tempProject({ 'config.yaml': config });
  await project.writeRows('data/d.jsonl', questions(3));
  return project;
}
