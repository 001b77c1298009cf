import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, openAiBlock, questions, smallTasks } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { mergedPredictions } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const gen = { type: 'gen', max_out_len: 64 };
const META = {
  begin: '<s>',
  round: [
    { role: 'HUMAN', begin: 'Human: ', end: '\n' },
    { role: 'BOT', begin: 'Bot: ', end: '\n', generate: true },
  ],
};
const TURNS = {
  round: [
    { role: 'HUMAN', prompt: '{question}' },
    { role: 'BOT', prompt: '{answer}' },
  ],
};
const SHOTS = {
  prompt_template: { template: { ...TURNS, begin: '</E>' } },
  ice_template: { template: TURNS, ice_token: '</E>' },
  inferencer: gen,
};

async function project(config: object, count = 6): Promise<Project> {
  const made = await tempProject({ 'config.yaml': config });
  await made.writeRows('data/d.jsonl', questions(count));
  await made.writeRows('data/train.jsonl', questions(5, 'train '));
  return made;
}

const withTrain = (changes: object) =>
  datasetBlock('d', { path: { test: 'data/d.jsonl', train: 'data/train.jsonl' }, ...changes });

describe('oc-core prompt', () => {
  it('prints the text of a base model by its meta template, examples and all, with its tokens', async () => {
    const retriever = { type: 'FixKRetriever', fix_id_list: [1] };
    const made = await project({
      models: [echoBlock({ meta_template: META })],
      datasets: [withTrain({ infer_cfg: { ...SHOTS, retriever } })],
    });
    const { exitCode, stdout } = await runCli(made, 'prompt', 'config.yaml', '-n', '2');
    const prompt = (question: string) => `<s>Human: train 1\nBot: train 1\nHuman: ${question}\nBot: `;
    expect([exitCode, stdout]).toEqual([
      0,
      ['q0', 'q1'].map((q, row) => `--- d, echo, gen, row ${row}: ${prompt(q).length} tokens\n${prompt(q)}\n`).join(''),
    ]);
  });

  it('prints exactly what then is sent, to a server that takes messages', async () => {
    const server = await testServer();
    const made = await project({
      models: [openAiBlock(server.url, { system_prompt: 'Be brief.' })],
      datasets: [withTrain({ infer_cfg: { ...SHOTS, retriever: { type: 'random', ice_num: 2 } } })],
    });
    const { stdout } = await runCli(made, 'prompt', 'config.yaml', '-n', '6', '--json');
    expect(server.requests).toHaveLength(0);
    await runCli(made, 'config.yaml');
    const shown = (JSON.parse(stdout) as { prompts: { prompt: unknown }[] }[]).map(({ prompts }) => prompts[0]?.prompt);
    const sent = server.requests.map(({ body }) => body.messages);
    expect(sent).toHaveLength(6);
    expect(sent[0]?.[0]).toEqual({ role: 'system', content: 'Be brief.' });
    expect(new Set(sent.map((messages) => JSON.stringify(messages)))).toEqual(
      new Set(shown.map((messages) => JSON.stringify(messages))),
    );
  });

  it('prints every label of what is scored, and says what cannot be asked', async () => {
    const template = { yes: '{question} yes', no: '{question} no' };
    const made = await project({
      models: [echoBlock()],
      datasets: [datasetBlock('d', { infer_cfg: { prompt_template: { template }, inferencer: { type: 'ppl' } } })],
    });
    await made.writeRows('data/d.jsonl', [...questions(1), { answer: 'x' }]);
    const { stdout } = await runCli(made, 'prompt', 'config.yaml', '-n', '5', '--dataset', 'd', '--model', 'echo');
    expect(stdout).toBe(
      [
        '--- d, echo, ppl, row 0, label "yes": 6 tokens\nq0 yes',
        '--- d, echo, ppl, row 0, label "no": 5 tokens\nq0 no',
        '--- d, echo, ppl, row 1: cannot be asked: row 1 has no column "question" (MISSING_COLUMN)\n',
      ].join('\n'),
    );
  });

  it('names a model or dataset that is not there', async () => {
    const made = await project({ models: [echoBlock()], datasets: [datasetBlock('d')] });
    for (const flags of [
      ['--model', 'ecko'],
      ['--dataset', 'x'],
    ]) {
      const { exitCode, stderr } = await runCli(made, 'prompt', 'config.yaml', ...flags);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^BAD_USAGE: .*"(ecko|x)"/)]);
    }
  });
});

describe('a template that names a column', () => {
  const validate = async (infer: object, more: object = {}) => {
    const made = await project({ models: [echoBlock()], datasets: [datasetBlock('d', { infer_cfg: infer })], ...more });
    return await runCli(made, 'validate', 'config.yaml');
  };

  it('that there is not is told before anything runs, with the columns that there are', async () => {
    const { exitCode, stderr } = await validate({ prompt_template: '{question} {anwser}', inferencer: gen });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'UNKNOWN_COLUMN: dataset d: the template names "{anwser}", which is no column of the data',
    );
    expect(stderr).toContain('Columns that it may use: question, answer. Did you mean answer?');
  });

  it('may hold braces that are meant: LaTeX, JSON, and what literal_braces or compat lets stand', async () => {
    const latex = '{question} \\boxed{ANSWER} x_{i} {"a": 1} {{x}} {}';
    expect(await validate({ prompt_template: latex, inferencer: gen })).toMatchObject({ exitCode: 0 });
    const plain = { template: '{question} {x}' };
    expect(await validate({ prompt_template: plain, inferencer: gen })).toMatchObject({ exitCode: 2 });
    const literal = { ...plain, literal_braces: true };
    expect(await validate({ prompt_template: literal, inferencer: gen })).toMatchObject({ exitCode: 0 });
    const compat = { compat: 'opencompass' };
    expect(await validate({ prompt_template: plain, inferencer: gen }, compat)).toMatchObject({ exitCode: 0 });
  });
});

describe('the mdl retriever', () => {
  const mdl = (server: { url: string }, more: object) => ({
    models: [echoBlock()],
    datasets: [
      withTrain({
        infer_cfg: {
          ice_template: { template: '{question} {answer}' },
          prompt_template: '</E>{question} {answer}',
          retriever: {
            type: 'MDLRetriever',
            ice_num: 1,
            candidate_num: 3,
            embeddings: { type: 'openai', path: 'e', base_url: server.url },
            ...more,
          },
          inferencer: gen,
        },
      }),
    ],
  });

  it('shows examples that a model of its own has chosen, in a run and in oc-core prompt alike', async () => {
    const server = await testServer();
    const scorer = { type: 'onnx', path: 'npm:oc-tiny-models/tiny-s' };
    const made = await project(mdl(server, { scorer }), 3);
    const { stdout } = await runCli(made, 'prompt', 'config.yaml', '-n', '3', '--json');
    const shown = (JSON.parse(stdout) as { prompts: { text: string }[] }[]).map(({ prompts }) => prompts[0]?.text);
    expect(shown).toEqual([0, 1, 2].map((row) => expect.stringMatching(`^train \\d train \\d\nq${row} $`)));
    expect(await runCli(made, 'config.yaml')).toMatchObject({ exitCode: 0 });
    const predictions = await mergedPredictions(await made.latestRun(), 'echo', 'd');
    const asked = Object.values(predictions).map((each) => (each as { origin_prompt?: unknown }).origin_prompt);
    expect(asked).toEqual(shown);
  });

  it('says what it needs, and that a model scores nothing', async () => {
    const server = await testServer();
    const without = await runCli(await project(mdl(server, {})), 'validate', 'config.yaml');
    expect([without.exitCode, without.stderr]).toEqual([2, expect.stringContaining('needs the key "scorer"')]);
    const chat = mdl(server, { scorer: { type: 'openai', path: 'm', base_url: server.url } });
    const refused = await runCli(await project(chat), 'prompt', 'config.yaml');
    const message = expect.stringContaining('MODEL_CANNOT_SCORE: retriever.scorer (openai)');
    expect([refused.exitCode, refused.stderr]).toEqual([2, message]);
  });
});

describe('the eos_token_id of a meta template', () => {
  it('goes along with every request that writes, in the words of servers that know it', async () => {
    const server = await testServer();
    const meta_template = { ...META, eos_token_id: [2, 7] };
    const made = await project({
      models: [openAiBlock(server.url, { endpoint: 'completions', meta_template })],
      datasets: [withTrain({ infer_cfg: { prompt_template: { template: TURNS }, inferencer: gen } })],
    });
    expect(await runCli(made, 'config.yaml', '--limit', '2')).toMatchObject({ exitCode: 0 });
    expect(server.requests.map(({ body }) => body.stop_token_ids)).toEqual([
      [2, 7],
      [2, 7],
    ]);
    const refused = await runCli(
      made,
      'validate',
      'config.yaml',
      '--set',
      'models.served.meta_template.eos_token_id=</s>',
    );
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('eos_token_id must be')]);
  });
});

describe('a run with examples chosen for each sample', () => {
  const config = (server: { url: string }, embeddings: object, changes: object = {}) => ({
    models: [openAiBlock(server.url)],
    datasets: [
      withTrain({
        infer_cfg: { ...SHOTS, retriever: { type: 'topk', ice_num: 2, embeddings: { type: 'openai', ...embeddings } } },
        ...changes,
      }),
    ],
    infer: { partitioner: smallTasks(2) },
  });

  it('embeds, answers, and asks nothing again when only the address of the embeddings changes', async () => {
    const server = await testServer();
    const embedder = await testServer();
    const made = await project(config(server, { path: 'e', base_url: embedder.url }));
    expect(await runCli(made, 'config.yaml')).toMatchObject({ exitCode: 0 });
    expect(embedder.requests.length).toBeGreaterThan(1);
    expect(embedder.requests.every(({ path }) => path === '/v1/embeddings')).toBe(true);
    const predictions = await mergedPredictions(await made.latestRun(), 'served', 'd');
    expect(Object.values(predictions).map(({ prediction }) => prediction)).toEqual(
      questions(6).map(({ answer }) => answer),
    );

    await made.write('config.yaml', config(server, { path: 'e', base_url: 'http://127.0.0.1:9/v1' }));
    expect(await runCli(made, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(6);

    await made.write('config.yaml', config(server, { path: 'another', base_url: embedder.url }));
    expect(await runCli(made, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(12);
  });

  it('keeps the answers when more of the split is asked', async () => {
    const server = await testServer();
    const infer_cfg = { ...SHOTS, retriever: { type: 'random', ice_num: 2, seed: 5 } };
    const made = await project({ models: [openAiBlock(server.url)], datasets: [withTrain({ infer_cfg })] });
    expect(await runCli(made, 'config.yaml', '--limit', '3')).toMatchObject({ exitCode: 0 });
    expect(await runCli(made, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(6);
  });
});

describe('requests that begin alike', () => {
  it('are sent one after the other', async () => {
    const server = await testServer({ answer: (prompt) => prompt.split('\n').at(-1) ?? '' });
    const infer_cfg = { prompt_template: '{passage}\n{question}', inferencer: gen };
    const reader_cfg = { input_columns: ['passage', 'question'], output_column: 'answer' };
    const made = await project({
      models: [openAiBlock(server.url, { concurrency: 1 })],
      datasets: [datasetBlock('d', { infer_cfg, reader_cfg })],
    });
    await made.writeRows(
      'data/d.jsonl',
      questions(9).map((row, i) => ({ ...row, passage: `passage ${i % 3}` })),
    );
    expect(await runCli(made, 'config.yaml')).toMatchObject({ exitCode: 0 });
    const passages = server.requests.map(({ prompt }) => prompt.split('\n', 1)[0]);
    expect(passages).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2].map((i) => `passage ${i}`));
    const { stdout } = await runCli(made, 'config.yaml', '-r', 'latest');
    expect(stdout).toContain('100.00');
  });
});

describe('a conversation and several answers', () => {
  it('become predictions that are lists, which evaluators get whole', async () => {
    const server = await testServer();
    const sc = { prompt_template: '{question}', inferencer: { type: 'SCInferencer', sc_size: 3 } };
    const made = await project({
      models: [openAiBlock(server.url, { seed: 1 })],
      datasets: [datasetBlock('d', { infer_cfg: sc })],
    });
    await runCli(made, 'config.yaml', '--limit', '2');
    const predictions = await mergedPredictions(await made.latestRun(), 'served', 'd');
    expect(predictions['0']).toMatchObject({ prediction: ['q0', 'q0', 'q0'], gold: 'q0' });
    expect(server.requests.map(({ body }) => body.seed).sort()).toEqual([1, 1, 2, 2, 3, 3]);
  });
});
