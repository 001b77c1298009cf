import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, openAiBlock, questions } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { answeredRows, mergedPredictions, result, rows, sampleLines } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { timesAsked } from '../../support/times-asked.ts';

const SIZE = 10;

describe('a sample that the server refuses', () => {
  it('fails alone, is told with its reason, and is the only one asked again', async () => {
    let refusing = true;
    const server = await testServer({
      fault: ({ prompt }) =>
        refusing && prompt === 'q7'
          ? { kind: 'reply', status: 400, body: { error: { message: 'the prompt is too long' } } }
          : undefined,
    });
    const project = await served(server.url);
    const first = await runCli(project, 'config.yaml');

    expect(first.exitCode).toBe(1);
    expect(first.stdout).toMatch(/^d .* 100\.00!$/m);
    const said = first.stdout.replace(/\s+/g, ' ');
    expect(said).toMatch(/! served \/ d: 1 of 10 samples failed: HTTP_400 \(1\).*the prompt is too long/);
    expect(said).toContain('accuracy over all is 90.00 to 100.00');
    const run = await project.latestRun();
    expect(await result(run, 'served', 'd')).toMatchObject({
      accuracy: 100,
      oc: {
        samples: 9,
        coverage: { asked: 10, scored: 9, failed: 1, failures: { HTTP_400: 1 } },
        statistics: { accuracy: { bounds: [90, 100] } },
      },
      details: { 7: { error: { code: 'HTTP_400' } } },
    });
    expect((await mergedPredictions(run, 'served', 'd'))[7]).toEqual({
      error: { code: 'HTTP_400', message: expect.stringContaining('the prompt is too long') },
    });
    expect(await answeredRows(run, 'served', 'd')).toEqual(rows(SIZE).filter((row) => row !== 7));
    const failed = (await sampleLines(run, 'served', 'd')).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ index: 7, error: { code: 'HTTP_400' } }]);
    expect(server.requests).toHaveLength(SIZE);

    refusing = false;
    const second = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(second.exitCode, second.stderr).toBe(0);
    expect(server.requests).toHaveLength(SIZE + 1);
    expect(timesAsked(server).get('q7')).toBe(2);
    expect(await answeredRows(run, 'served', 'd')).toEqual(rows(SIZE));
    expect(second.stdout).toMatch(/^d .* 100\.00$/m);
    expect(await result(run, 'served', 'd')).toMatchObject({ oc: { samples: 10, coverage: { asked: 10, failed: 0 } } });
  });

  it('leaves a cell empty where no sample at all is answered, and says why', async () => {
    const server = await testServer({ fault: () => ({ kind: 'reply', status: 400 }) });
    const { exitCode, stdout } = await runCli(await served(server.url), 'config.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^d .* -$/m);
    expect(stdout.replace(/\s+/g, ' ')).toContain('all 10 samples failed: HTTP_400 (10)');
  });

  it('is scored without it by --mode eval, too, and anew when it is answered in between', async () => {
    let refusing = true;
    const server = await testServer({
      fault: ({ prompt }) => (refusing && prompt === 'q3' ? { kind: 'reply', status: 400 } : undefined),
    });
    const project = await served(server.url);
    await runCli(project, 'config.yaml', '-m', 'infer');
    const partial = await runCli(project, 'config.yaml', '-m', 'eval', '-r');
    expect([partial.exitCode, /^d .* 100\.00!$/m.test(partial.stdout)]).toEqual([1, true]);
    refusing = false;
    expect(await runCli(project, 'config.yaml', '-m', 'infer', '-r')).toMatchObject({ exitCode: 0 });
    const whole = await runCli(project, 'config.yaml', '-m', 'eval', '-r');
    expect([whole.exitCode, /^d .* 100\.00$/m.test(whole.stdout)]).toEqual([0, true]);
    expect(server.requests).toHaveLength(SIZE + 1);
  });

  it('makes --mode infer end with 1 and the reason, there being no table to show it', async () => {
    const server = await testServer({
      fault: ({ prompt }) => (prompt === 'q3' ? { kind: 'reply', status: 400 } : undefined),
    });
    const { exitCode, stdout, stderr } = await runCli(await served(server.url), 'config.yaml', '-m', 'infer');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^served \/ d: 1 of 10 samples failed: HTTP_400 \(1\)/m);
  });

  it('says how many of which kind where several fail', async () => {
    const server = await testServer({
      fault: ({ prompt }) => {
        if (['q1', 'q2'].includes(prompt)) return { kind: 'reply', status: 400 };
        return prompt === 'q5' ? { kind: 'reply', status: 500 } : undefined;
      },
    });
    const { stdout, exitCode } = await runCli(await served(server.url), 'config.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/3 of 10 samples failed: HTTP_400 \(2\), HTTP_500 \(1\)/);
  });
});

describe('a server that refuses the key', () => {
  it('ends the model at once, and the reason says which; other models go on', async () => {
    const server = await testServer({ fault: () => ({ kind: 'reply', status: 401 }) });
    const project = await served(server.url, [echoBlock()]);
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    expect(server.requests.length).toBeLessThanOrEqual(4);
    expect(stdout).toMatch(/served \/ d: OPENAI_ACCESS_DENIED: .*401/);
    expect(stdout).toMatch(/^d .* 100\.00$/m);
    expect(stderr).toContain('401');
    expect(stdout + stderr).not.toContain('sk-secret');
  });
});

describe('a model that cannot load', () => {
  it('is tried again as often as retry says, then told with its log', async () => {
    const project = await tempProject({
      'broken.mjs': BROKEN_MODEL,
      'config.yaml': {
        models: [{ abbr: 'broken', type: './broken.mjs' }, echoBlock()],
        datasets: [datasetBlock('d')],
        infer: { partitioner: 'naive', runner: { type: 'local', max_num_workers: 1, retry: 1 } },
      },
    });
    await project.writeRows('data/d.jsonl', questions(3));
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/broken \/ d: .*the weights are damaged/);
    expect(stdout).toMatch(/^d .* - +100\.00$/m);
    expect(stderr).toContain('.log');
    expect(await readdir(`${(await project.latestRun()).root}/logs/infer/broken`)).toHaveLength(2);
  });
});

describe('an evaluator that throws', () => {
  it('leaves its dataset without a score, the others with theirs, and every answer', async () => {
    const project = await tempProject({
      'throwing.mjs': THROWING_EVALUATOR,
      'config.yaml': {
        models: [echoBlock()],
        datasets: [datasetBlock('d', { eval_cfg: { evaluator: { type: './throwing.mjs' } } }), datasetBlock('e')],
      },
    });
    await project.writeRows('data/d.jsonl', questions(3));
    await project.writeRows('data/e.jsonl', questions(3));
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/echo \/ d: .*no such unit: furlong/);
    expect(stdout).toMatch(/^e .* 100\.00$/m);
    expect(await answeredRows(await project.latestRun(), 'echo', 'd')).toEqual(rows(3));
  });

  it('keeps no other dataset of its task from being scored', async () => {
    const project = await tempProject({
      'throwing.mjs': THROWING_EVALUATOR,
      'config.yaml': {
        models: [echoBlock()],
        datasets: [datasetBlock('d', { eval_cfg: { evaluator: { type: './throwing.mjs' } } }), datasetBlock('e')],
        eval: { partitioner: { type: 'num_worker', num_worker: 1 } },
      },
    });
    await project.writeRows('data/d.jsonl', questions(3));
    await project.writeRows('data/e.jsonl', questions(3));
    const plan = JSON.parse((await runCli(project, 'plan', 'config.yaml', '--json')).stdout);
    expect(plan.eval.map(({ parts }: { parts: unknown[] }) => parts.length)).toEqual([2]);
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/echo \/ d: .*furlong/);
    expect(stdout).toMatch(/^e .* 100\.00$/m);
    expect(stdout).not.toContain('echo / e');
  });

  it('that gives no number is told by name', async () => {
    const project = await tempProject({
      'nan.mjs': THROWING_EVALUATOR.replace(/throw [^;]*;/, 'return { metrics: { accuracy: NaN } };'),
      'config.yaml': {
        models: [echoBlock()],
        datasets: [datasetBlock('d', { eval_cfg: { evaluator: { type: './nan.mjs' } } })],
      },
    });
    await project.writeRows('data/d.jsonl', questions(3));
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect([exitCode, stdout.includes('BAD_METRIC')]).toEqual([1, true]);
  });
});

const BROKEN_MODEL = `export default {
  kind: 'model', apiVersion: 1, name: 'broken', summary: 'Cannot be loaded.', location: 'process',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  async create() { throw new Error('the weights are damaged'); },
};
`;

const THROWING_EVALUATOR = `export default {
  kind: 'evaluator', apiVersion: 1, name: 'throwing', summary: 'Throws.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  async create() { return { async evaluate() { throw new Error('no such unit: furlong'); } }; },
};
`;

async function served(url: string, more: readonly object[] = []): Promise<Project> {
  const project = await tempProject({
    'config.yaml': { models: [openAiBlock(url, { key: 'sk-secret' }), ...more], datasets: [datasetBlock('d')] },
  });
  await project.writeRows('data/d.jsonl', questions(SIZE));
  return project;
}
