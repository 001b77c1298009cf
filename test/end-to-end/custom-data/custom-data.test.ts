import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { echoBlock } from '../../support/blocks.ts';
import { type Finished, runCli } from '../../support/run-cli.ts';
import { mergedPredictions, result } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const MCQ = 'question,A,B,C,D,answer\nOne?,1,2,3,4,A\nThree?,1,2,3,4,C\nTwo?,1,2,3,4,B\n';
const QA = [
  { question: 'Say yes', answer: 'yes' },
  { question: 'Say no', answer: 'no' },
];
/** A model that says what it is told to, whatever it is asked. */
const says = (answer: string) => echoBlock({ abbr: 'm', answer });

interface PromptJson {
  readonly dataset: string;
  readonly inferencer: string;
  readonly prompts: readonly { readonly label?: string; readonly text?: string; readonly prompt: unknown }[];
}

const prompts = async (project: Project, ...args: string[]): Promise<PromptJson[]> =>
  JSON.parse((await runCli(project, 'prompt', ...args, '--json')).stdout);

/** Text of every prompt; the texts of messages where a server renders them. */
const wordsOf = ({ prompts: shown }: PromptJson): string[] =>
  shown.map(({ text, prompt }) => text ?? (prompt as { content: string }[]).map(({ content }) => content).join('\n'));

async function resolved(project: Project): Promise<Record<string, unknown>> {
  const folder = dirname((await project.latestRun()).configDump('any'));
  const [name = ''] = await readdir(folder);
  return parse(await readFile(`${folder}/${name}`, 'utf8'));
}

describe('--custom-dataset-path', () => {
  it('needs no config: a file with options is multiple choice, asked and scored', async () => {
    const project = await tempProject({ 'models/m.yaml': says('The answer is C.'), 'my.data.csv': MCQ });
    const { exitCode, stdout } = await runCli(project, '--models', 'm', '--custom-dataset-path', 'my.data.csv');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^my +\w+ +accuracy +gen +33\.33$/m);
  });

  it('asks a file without options as it stands, and its answer must be the reference to the letter', async () => {
    const project = await tempProject({ 'config.yaml': { models: [says('yes')], datasets: [] } });
    await project.writeRows('qa.jsonl', [...QA, { question: 'And?', answer: 'yes.' }]);
    const { stdout, exitCode } = await runCli(project, 'config.yaml', '--custom-dataset-path', 'qa.jsonl');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^qa +\w+ +accuracy +gen +33\.33$/m)]);
    const predictions = await mergedPredictions(await project.latestRun(), 'm', 'qa');
    expect(Object.values(predictions).map(({ gold }) => gold)).toEqual(['yes', 'no', 'yes.']);
  });

  it('compares the options where ppl is asked for', async () => {
    const project = await tempProject({ 'm.csv': MCQ });
    const flags = ['--models', 'tiny-s', '--custom-dataset-path', 'm.csv', '--custom-dataset-infer-method', 'ppl'];
    const [first] = await prompts(project, ...flags);
    const question = 'Question: One?\nA. 1\nB. 2\nC. 3\nD. 4\nAnswer:';
    expect(first && wordsOf(first)).toEqual(['A', 'B', 'C', 'D'].map((option) => `${question} ${option}`));
    const { exitCode, stdout } = await runCli(project, ...flags);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^m +\w+ +accuracy +ppl +\d/m)]);
  });

  it('stands beside the datasets of --datasets, and instead of those of the config', async () => {
    const project = await tempProject({
      'config.yaml': { models: [says('A')], datasets: ['no-such-name'] },
      'm.csv': MCQ,
    });
    const custom = ['--custom-dataset-path', 'm.csv'];
    const names = async (...args: string[]) =>
      new Set((await prompts(project, 'config.yaml', ...custom, ...args)).map(({ dataset }) => dataset));
    expect(await names()).toEqual(new Set(['m']));
    expect(await names('--datasets', 'geography_gen')).toEqual(new Set(['geography_gen', 'm']));
  });

  it('takes what is to be known from the file beside the data, from another one, and from flags before both', async () => {
    const project = await tempProject({
      'models/m.yaml': says('A'),
      'd.csv': MCQ,
      'd.csv.meta.json': { abbr: 'beside', human_prompt: 'Hm, {question}', test_range: '[1:2]', data_type: 'qa' },
      'other.json': { abbr: 'other', infer_method: 'ppl', bot_prompt: '= {answer}' },
    });
    const flags = ['--models', 'm', '--custom-dataset-path', 'd.csv'];
    const [beside] = await prompts(project, ...flags, '-n', '9');
    expect(beside).toMatchObject({ dataset: 'beside', inferencer: 'gen' });
    expect(beside && wordsOf(beside)).toEqual(['Hm, Three?']);
    const [other] = await prompts(project, ...flags, '--custom-dataset-meta-path', 'other.json');
    expect(other).toMatchObject({ dataset: 'other', inferencer: 'ppl' });
    expect(other && wordsOf(other)[1]).toMatch(/^Question: One\?\n.*\n= B$/s);
    const [flagged] = await prompts(project, ...flags, '--custom-dataset-data-type', 'mcq');
    expect(flagged && wordsOf(flagged)).toEqual(['Hm, Three?']);
    const { stdout } = await runCli(project, ...flags, '--custom-dataset-data-type', 'mcq');
    expect(stdout).toMatch(/^beside.* 0\.00\*$/m);
  });

  it('turns the options of circular-mcq: who always says A is right as often in every order', async () => {
    const project = await tempProject({ 'models/m.yaml': says('A'), 'm.csv': MCQ });
    const flags = ['--models', 'm', '--custom-dataset-path', 'm.csv', '--custom-dataset-data-type', 'circular-mcq'];
    const shown = await prompts(project, ...flags, '-n', '2');
    expect(shown.map((prompt) => wordsOf(prompt)[0])).toEqual([
      'Question: One?\nA. 1\nB. 2\nC. 3\nD. 4',
      'Question: One?\nA. 2\nB. 3\nC. 4\nD. 1',
    ]);
    expect(await runCli(project, ...flags)).toMatchObject({ exitCode: 0 });
    const run = await project.latestRun();
    expect(await result(run, 'm', 'm')).toMatchObject({ acc_1: 100 / 3, acc_4: 25, perf_4: 0, prior_A: 100 });
    expect(Object.keys(await mergedPredictions(run, 'm', 'm'))).toHaveLength(12);
  });
});

describe('a dataset that is nothing but a path', () => {
  it.each([
    ['jsonl', QA.map((row) => JSON.stringify(row)).join('\n')],
    ['json', JSON.stringify(QA)],
    ['csv', 'question,answer\nSay yes,yes\nSay no,no\n'],
    ['tsv', 'question\tanswer\nSay yes\tyes\nSay no\tno\n'],
    [
      'parquet',
      Buffer.from(
        parquetWriteBuffer({
          columnData: [
            { name: 'question', data: QA.map(({ question }) => question) },
            { name: 'answer', data: QA.map(({ answer }) => answer) },
          ],
        }),
      ),
    ],
  ])('may be of the format %s', async (format, content) => {
    const project = await tempProject();
    await mkdir(project.path('sub'));
    await writeFile(project.path('sub', `qa.${format}`), content);
    // Relative to the config that says it.
    await project.write('sub/config.yaml', { models: [says('no')], datasets: [{ path: `qa.${format}` }] });
    const { exitCode, stdout } = await runCli(project, 'sub/config.yaml');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^qa .* 50\.00$/m)]);
  });

  it('has the keys of OpenCompass, those of any dataset, and those of its reader', async () => {
    const project = await tempProject({ 'd.csv': 'q;x;A;B;key\nWhat?;1;yes;no;B\nWhy?;2;yes;no;A\n' });
    const block = {
      path: 'd.csv',
      abbr: 'mine',
      delimiter: ';',
      infer_method: 'gen',
      human_prompt: '{q} {A} or {B}',
      bot_prompt: 'It is {key}',
      output_column: 'key',
      options: ['A', 'B'],
      evaluator: 'exact-match',
      eval_cfg: { pred_postprocessor: 'first-capital' },
      n: 2,
    };
    await project.write('config.yaml', { models: [says('B')], datasets: [block] });
    const [shown] = await prompts(project, 'config.yaml');
    expect(shown && wordsOf(shown)).toEqual(['What? yes or no']);
    expect(await runCli(project, 'config.yaml')).toMatchObject({ exitCode: 0 });
    expect((await resolved(project)).datasets).toEqual([
      {
        type: 'csv',
        abbr: 'mine',
        path: 'd.csv',
        delimiter: ';',
        n: 2,
        reader_cfg: { input_columns: ['q', 'x', 'A', 'B'], output_column: 'key' },
        infer_cfg: {
          prompt_template: {
            template: {
              round: [
                { role: 'HUMAN', prompt: '{q} {A} or {B}' },
                { role: 'BOT', prompt: 'It is {key}' },
              ],
            },
          },
          retriever: { type: 'zero' },
          inferencer: { type: 'gen' },
        },
        eval_cfg: { evaluator: { type: 'exact-match' }, pred_postprocessor: { type: 'first-capital' } },
      },
    ]);
  });

  it('may be in a file of its own, and be asked without an answer to compare with', async () => {
    const project = await tempProject({
      'datasets/named.yaml': '# Mine.\npath: ../data/d.jsonl\n',
      'config.yaml': { models: [says('x')], datasets: ['named'] },
    });
    await project.writeRows('data/d.jsonl', [{ question: 'a' }, { question: 'b' }]);
    const scored = await runCli(project, 'config.yaml');
    expect([scored.exitCode, scored.stderr]).toEqual([2, expect.stringContaining('has no column "answer"')]);
    expect(await runCli(project, 'config.yaml', '--mode', 'infer')).toMatchObject({ exitCode: 0 });
    const predictions = await mergedPredictions(await project.latestRun(), 'm', 'd');
    expect(Object.keys(predictions)).toHaveLength(2);
  });
});

describe('custom data that cannot be used', () => {
  async function validate(files: Record<string, unknown>, block: object): Promise<Finished> {
    const project = await tempProject({ ...files, 'config.yaml': { models: [says('A')], datasets: [block] } });
    const finished = await runCli(project, 'validate', 'config.yaml');
    return { ...finished, stderr: finished.stderr.replaceAll(`${project.root}/`, '') };
  }

  it.each([
    ['qa by ppl', 'question,answer\na,b\n', { infer_method: 'ppl' }, 'qa cannot be asked by ppl'],
    ['mcq without options', 'question,A,answer\na,1,A\n', { data_type: 'mcq' }, 'mcq needs options: columns A, B'],
    [
      'an answer that is no option',
      MCQ.replace('4,C', '4,E'),
      {},
      'line 3: "answer" is "E", which is none of the options A, B, C, D',
    ],
    ['no answer in one row', 'question,answer\na,b\n\nc,\n', {}, 'line 4: "answer" is empty'],
    ['a ragged row', 'question,answer\na,b\nc\n', {}, 'd.csv:3: 1 fields, but 2 columns: c (DATASET_ROW_INVALID)'],
    [
      'no question',
      'prompt,answer\na,b\n',
      {},
      'there is no column "question" (there are prompt, answer): say human_prompt',
    ],
    ['another delimiter', 'question;answer\na;b\n', {}, 'its only column is "question;answer": say delimiter: ";"'],
    ['no rows', 'question,answer\n', {}, 'it has no rows'],
    ['options that are no columns', MCQ, { options: ['A', 'F'] }, 'there is no column "F"'],
    [
      'an output column that is none',
      MCQ,
      { output_column: 'anser' },
      'there is no column "anser" (did you mean "answer"?)',
    ],
    [
      'three options turned',
      'question,A,B,C,answer\na,1,2,3,A\n',
      { data_type: 'circular-mcq' },
      'circular-mcq needs the options A, B, C, D; there are A, B, C',
    ],
    [
      'a data type that is none',
      MCQ,
      { data_type: 'mqc' },
      'data_type must be one of "mcq", "qa", "circular-mcq", not "mqc"',
    ],
    ['a mistyped key', MCQ, { data_typ: 'mcq' }, 'data_typ is not a known key; did you mean "data_type"?'],
    [
      'an unknown column in a prompt',
      MCQ,
      { human_prompt: '{question} {qestion}' },
      'the template names "{qestion}", which is no column of the data',
    ],
  ])('says what and where: %s', async (_, data, keys, message) => {
    const { exitCode, stderr } = await validate({ 'd.csv': data }, { path: 'd.csv', ...keys });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('names the row that differs, whichever it is', async () => {
    const row = { question: 'q', A: '1', B: '2', answer: 'A' };
    const rows = [
      ...Array.from({ length: 300 }, () => row),
      { question: 'q', A: '1', answer: 'A' },
      { ...row, C: '3' },
    ];
    const text = rows.map((each) => JSON.stringify(each)).join('\n');
    const { exitCode, stderr } = await validate({ 'd.jsonl': text }, { path: 'd.jsonl' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('d.jsonl cannot be used: 2 mistakes (DATA_UNUSABLE)');
    expect(stderr).toContain(
      'line 301: it has no column "B", which the first row has; its columns are question, A, answer',
    );
    expect(stderr).toContain('line 302: it has an option "C", which the first row does not have');
  });

  it('tells a file that is not there, or is of no known format', async () => {
    expect((await validate({}, { path: 'no.csv' })).stderr).toContain('no such file: no.csv');
    expect((await validate({ 'd.txt': 'x' }, { path: 'd.txt' })).stderr).toContain(
      'nothing in the name of d.txt tells its format',
    );
  });

  it('lets settings that come with data name no code, no server and no secret', async () => {
    const meta = {
      evaluator: './evil.mjs',
      evaluator_kwargs: { judge_cfg: { type: 'openai', key: '${env:HOME}' } },
      path: '../other.csv',
    };
    const { exitCode, stderr } = await validate({ 'd.csv': MCQ, 'd.csv.meta.json': meta }, { path: 'd.csv' });
    expect(exitCode).toBe(2);
    for (const message of [
      'd.csv.meta.json:2:16: evaluator must be a short name here',
      'evaluator_kwargs cannot refer to the environment here',
      'evaluator_kwargs cannot hold blocks here',
      'path is no setting of a data file',
    ]) {
      expect(stderr).toContain(message);
    }
  });

  it('knows the flags that go together', async () => {
    const project = await tempProject({ 'config.yaml': { models: [says('A')], datasets: ['geography_gen'] } });
    const alone = await runCli(project, 'config.yaml', '--custom-dataset-data-type', 'qa');
    expect([alone.exitCode, alone.stderr]).toEqual([2, expect.stringContaining('--custom-dataset-path is missing')]);
    const models = await runCli(project, '--custom-dataset-path', 'd.csv');
    expect([models.exitCode, models.stderr]).toEqual([2, expect.stringContaining('BAD_USAGE: no config is named')]);
  });
});
