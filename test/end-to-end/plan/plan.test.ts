import { chmod } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions } from '../../support/blocks.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const PRICE = { input: 2, output: 10, currency: 'USD' };

/** Prompts of 20 letters: five tokens by the rule of thumb, twenty by the echo model's count. */
async function projectOf(...models: readonly object[]): Promise<Project> {
  const project = await tempProject({
    'config.yaml': {
      models: models.length > 0 ? models : [echoBlock({ price: PRICE, load_ms: 200 })],
      datasets: [datasetBlock('d')],
      infer: { runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(10, 'x'.repeat(19)));
  return project;
}

async function planOf(project: Project, env: NodeJS.ProcessEnv = {}) {
  const { exitCode, stdout, stderr } = await startCli(project, ['plan', 'config.yaml', '--json'], env).finished;
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout).forecast;
}

describe('plan before the first run', () => {
  it('guesses the time, estimates the prompts, and says the most that answers may have', async () => {
    const forecast = await planOf(await projectOf());
    expect(forecast).toMatchObject({ from: 'guessed', load_unknown: ['echo'] });
    expect(forecast.total).toMatchObject({
      ...{ samples: 10, load_seconds: 0, gpu_hours: 0 },
      prompt_tokens: { count: 50, from: 'estimated' },
      output_tokens: { count: 10 * 64, from: 'at_most' },
      money: [{ currency: 'USD', amount: (50 * 2 + 640 * 10) / 1e6, from: 'at_most' }],
    });
    expect(forecast.total.wall_seconds).toBeGreaterThanOrEqual(forecast.total.bound_seconds);
    expect(forecast.models).toEqual([expect.objectContaining({ model: 'echo', gpus: 0, samples: 10 })]);
  });

  it('says all that in a table', async () => {
    const { stdout } = await runCli(await projectOf(), 'plan', 'config.yaml');
    expect(stdout).toMatch(/^infer: about \d+:\d\d, \d\.\d\d x the bound of .* \(a guess: .*without the load of echo/m);
    expect(stdout).toMatch(/^ {2}model +tasks +workers +load +work +GPU-hours +prompt tokens +output tokens +money$/m);
    expect(stdout).toMatch(/^ {2}echo +\d+ +\d × CPU +\? +\d:\d\d +- +~50 +≤640 +≤0\.0065 USD$/m);
    expect(stdout).toMatch(/^ {2}~ estimated .*; ≤ if every answer/m);
  });

  it('says what nobody can know: answers without a limit', async () => {
    const project = await projectOf();
    const { stdout } = await runCli(
      project,
      'plan',
      'config.yaml',
      '--set',
      'datasets.d.infer_cfg.inferencer={type: gen}',
    );
    expect(stdout).toMatch(/^ {2}echo .* ~50 +\? +\? USD$/m);
  });

  it('counts what is asked, not what is answered: nothing is loaded', async () => {
    const forecast = await planOf(await projectOf(echoBlock({ load_ms: 3_600_000 })));
    expect(forecast.total).toMatchObject({ prompt_tokens: { count: 50 }, money: [] });
  });
});

describe('plan after a run', () => {
  it('has the seconds and the tokens that it took', async () => {
    const project = await projectOf();
    expect((await runCli(project, 'config.yaml')).exitCode).toBe(0);
    const { from, load_unknown, total } = await planOf(project);
    expect([from, load_unknown]).toEqual(['measured', []]);
    expect(total).toMatchObject({
      prompt_tokens: { count: 200, from: 'measured' },
      output_tokens: { count: 200, from: 'measured' },
      money: [{ currency: 'USD', amount: (200 * 2 + 200 * 10) / 1e6, from: 'measured' }],
    });
    // The model takes 0.2 s to load, however fast the machine is.
    expect(total.load_seconds / total.loads).toBeGreaterThanOrEqual(0.2);
    expect(total.bound_seconds).toBeGreaterThanOrEqual(0.2);
    expect(total.wall_seconds).toBeGreaterThanOrEqual(total.bound_seconds);
  });

  it('has the GPU-hours of models that hold GPUs, and a bound that counts them', async () => {
    const project = await projectOf(echoBlock({ num_gpus: 2, delay_ms: 100, load_ms: 100 }));
    await project.write('bin/nvidia-smi', "#!/bin/sh\necho 'GPU 0: X (UUID: GPU-0)'\necho 'GPU 1: X (UUID: GPU-1)'\n");
    await chmod(project.path('bin/nvidia-smi'), 0o755);
    const env = { PATH: `${project.path('bin')}${delimiter}${process.env.PATH}`, CUDA_VISIBLE_DEVICES: undefined };
    const { exitCode, stderr } = await startCli(project, ['config.yaml'], env).finished;
    expect(exitCode, stderr).toBe(0);
    const { total, models } = await planOf(project, env);
    // Two workers were allowed, and there are GPUs for one.
    expect(models[0]).toMatchObject({ workers: 1, gpus: 2, loads: 1 });
    expect(total.gpu_hours).toBeCloseTo((2 * total.wall_seconds) / 3600, 10);
    expect(total.bound_seconds).toBeCloseTo(total.work_seconds + total.load_seconds, 10);
  });
});

describe('a price', () => {
  it.each([
    ['that is a number', 3, 'models.echo.price must be a map, not 3'],
    ['below nothing', { ...PRICE, input: -1 }, 'models.echo.price.input must be >= 0, not -1'],
    ['in words', { ...PRICE, output: 'free' }, 'models.echo.price.output must be a number, not "free"'],
    ['of nothing known', { ...PRICE, inputs: 1 }, 'models.echo.price.inputs is not a known key; did you mean "input"?'],
    ['without a currency', { input: 1, output: 1 }, /models\.echo\.price .*currency/],
  ])('%s is one error', async (_, price, problem) => {
    const project = await projectOf(echoBlock({ price }));
    for (const args of [['plan', 'config.yaml'], ['config.yaml']]) {
      const { exitCode, stderr } = await runCli(project, ...args);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(typeof problem === 'string' ? new RegExp(problem.replace(/[.?]/g, '\\$&')) : problem);
      expect(stderr).toContain('config.yaml has a problem');
    }
    expect(await project.runs()).toEqual([]);
  });
});
