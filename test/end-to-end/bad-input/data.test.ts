import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions } from '../../support/blocks.ts';
import { type Finished, runCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

describe('data that cannot be used', () => {
  it('a row that is not JSON is named by file and line, and the other dataset is scored', async () => {
    const project = await tempProject({
      'config.yaml': { models: [echoBlock()], datasets: [datasetBlock('d'), datasetBlock('e')] },
      'data/d.jsonl': `${lines()}{"question": oops}\n`,
      'data/e.jsonl': lines(),
    });
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/echo \/ d: DATASET_ROW_INVALID: .*data\/d\.jsonl:6/);
    expect(stdout).toMatch(/^e .* 100\.00$/m);
  });

  it('a first row that is not JSON is found before anything runs', async () => {
    const project = await projectOf('{"question": oops}\n');
    expectUsageError(await runCli(project, 'config.yaml'), /data\/d\.jsonl:1/);
    expect(await project.runs()).toEqual([]);
  });

  it('a file that is not there is named', async () => {
    const project = await tempProject({ 'config.yaml': config() });
    expectUsageError(await runCli(project, 'config.yaml'), /data\/d\.jsonl/);
    expect(await project.runs()).toEqual([]);
  });

  it('an empty file is told as such', async () => {
    expectUsageError(await runCli(await projectOf(''), 'config.yaml'), /^EMPTY_DATASET: dataset d /);
  });

  it('a range that selects nothing is told as such', async () => {
    const project = await projectOf(lines(), { test_range: '[50:]' });
    expectUsageError(await runCli(project, 'config.yaml'), /^EMPTY_DATASET: dataset d .*\[50:\]/);
  });

  it('a column that is not there is named, with the one that was meant', async () => {
    const project = await projectOf(lines(), { output_column: 'anwser' });
    expectUsageError(await runCli(project, 'config.yaml'), /^MISSING_COLUMN: .*"anwser"[\s\S]*Did you mean answer/);
  });

  it('the columns of an inferencer must be there too', async () => {
    const asked = async (inferencer: object, message: RegExp) => {
      const infer_cfg = { prompt_template: { template: { q0: '{question}', q1: '{question}' } }, inferencer };
      const project = await tempProject({ 'config.yaml': config({}, { infer_cfg }), 'data/d.jsonl': lines() });
      expectUsageError(await runCli(project, 'config.yaml'), message);
    };
    await asked({ type: 'll' }, /^MISSING_COLUMN: dataset d: cont_column names column "cont"/);
    await asked({ type: 'clp' }, /^MISSING_COLUMN: dataset d: choices_column names column "choices"/);
  });

  it('a row further down without the column fails alone, and is never asked with a hole in its prompt', async () => {
    const project = await projectOf(`${lines()}{"answer": "a"}\n`);
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'echo / d: 1 of 6 samples failed: MISSING_COLUMN (1); the first: row 5 has no column "question"',
    );
  });

  it('a template that names no column is refused', async () => {
    const project = await tempProject({
      'config.yaml': config(
        {},
        { infer_cfg: { prompt_template: { template: 'Hello {questions}' }, inferencer: { type: 'gen' } } },
      ),
      'data/d.jsonl': lines(),
    });
    expectUsageError(await runCli(project, 'config.yaml'), /^CONSTANT_PROMPT: [\s\S]*\{question\}/);
  });

  it('examples that the train split does not have are found before a model is loaded', async () => {
    const shown = (retriever: object) => ({
      infer_cfg: {
        ice_template: { template: '{question}' },
        prompt_template: { template: '</E>{question}' },
        retriever,
        inferencer: { type: 'gen' },
      },
    });
    const refused = async (retriever: object, message: RegExp) => {
      const project = await tempProject({ 'config.yaml': config({}, shown(retriever)), 'data/d.jsonl': lines() });
      expectUsageError(await runCli(project, 'config.yaml'), message);
      expect(await project.runs()).toEqual([]);
    };
    await refused({ type: 'fix_k', fix_id_list: [0, 5] }, /^NO_SUCH_EXAMPLE: dataset d: .*row 5.* 5 rows/);
    await refused({ type: 'bm25', ice_num: 5 }, /^TOO_FEW_EXAMPLES: dataset d: .*5 examples.* 4 rows/);
  });

  it('answers of which none is a label are refused, and some that are none are told', async () => {
    const ppl = (...labels: string[]) => ({
      infer_cfg: {
        prompt_template: { template: Object.fromEntries(labels.map((label) => [label, `{question} ${label}`])) },
        inferencer: { type: 'ppl' },
      },
    });
    const project = await tempProject({
      'none.yaml': config({}, ppl('A', 'B')),
      'some.yaml': config({}, ppl('q0', 'q1')),
      'data/d.jsonl': lines(),
    });
    expectUsageError(await runCli(project, 'none.yaml'), /^NO_SUCH_LABEL: dataset d: .*"q0"[\s\S]*"A", "B"/);
    const { exitCode, stderr } = await runCli(project, 'some.yaml');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('dataset d: 3 of the first 5 rows can only be wrong: row 2 has the answer "q2"');
  });

  it('unicode, quotes, newlines and very long texts come through unchanged', async () => {
    const texts = [
      '"\\\n',
      '\u2028 \u0000 \ud83d\ude00 ünï',
      'x'.repeat(300_000),
      '{"index":0,"status":"ok"}',
      '{question}',
    ];
    const project = await tempProject({
      'config.yaml': config(
        {},
        { infer_cfg: { prompt_template: { template: '{question}' }, inferencer: { type: 'gen' } } },
      ),
      'echo-all.mjs': ECHO_ALL,
      'data/d.jsonl': texts.map((text) => `${JSON.stringify({ question: text, answer: text })}\n`).join(''),
    });
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml', '--set', 'models.0.type=./echo-all.mjs');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('100.00');
  });
});

const ECHO_ALL = `export default {
  kind: 'model', apiVersion: 1, name: 'echo-all', summary: 'Repeats the prompt.', location: 'process',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  async create() {
    return {
      async *generate(requests) { for (const { index, prompt } of requests) yield { index, text: prompt }; },
      close: async () => {},
    };
  },
};
`;

function expectUsageError({ exitCode, stdout, stderr }: Finished, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('bug');
  expect([exitCode, stdout]).toEqual([2, '']);
}

function lines(): string {
  return questions(5)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

function config(reader: object = {}, changes: Readonly<Record<string, unknown>> = {}): object {
  const reader_cfg = { input_columns: ['question'], output_column: 'answer', ...reader };
  return { models: [echoBlock()], datasets: [datasetBlock('d', { reader_cfg, ...changes })] };
}

async function projectOf(data: string, reader: object = {}): Promise<Project> {
  return await tempProject({ 'config.yaml': config(reader), 'data/d.jsonl': data });
}
