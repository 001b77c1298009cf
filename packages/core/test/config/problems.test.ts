import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { config, dataset, failureOf, model, problemsOf, project } from './support.ts';

async function problemsIn(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  return await problemsOf(await project({ 'config.yaml': text, ...files }));
}

describe('a file that cannot be understood', () => {
  it.each([
    ['that does not parse', 'models: [\n  {a: 1\n', /^config\.yaml:3:1: /],
    ['with the same key twice', 'models: []\nwork_dir: a\nmodels: []\n', /^config\.yaml:3:1: Map keys must be unique$/],
    ['with a tag nobody knows', 'models: !python/name:os.system []\n', /^config\.yaml:1:9: Unresolved tag: /],
    ['with two documents', 'models: []\n---\nmodels: []\n', /^config\.yaml:2:1: .*multiple documents/],
    ['with an alias of nothing', 'models: *gone\n', /^config\.yaml:1:9: \*gone has no anchor &gone before it$/],
    [
      'with a list at its top',
      '- a\n',
      /^config\.yaml:1:1: a config must be a map with keys such as models and datasets$/,
    ],
    ['that is empty', '', /^config\.yaml:1:1: a config must be a map/],
    ['with a key that is a list', '? [a]\n: 1\n', /^config\.yaml:1:3: a key must be a text/],
    ['with a merge of no map', '<<: 5\nmodels: []\n', /^config\.yaml:1:5: << takes a map/],
    ['of bytes', '\u0000\u0001\ufffd', /^config\.yaml:1:1: /],
  ])('%s', async (_, text, problem) => {
    expect(await problemsIn(text)).toContainEqual(expect.stringMatching(problem));
  });

  it('with an alias bomb is refused quickly', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i += 1)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`);
    expect(await problemsIn(lines.join('\n'))).toEqual([
      expect.stringMatching(/^config\.yaml:\d+:\d+: the aliases \(\*name\) repeat far too much$/),
    ]);
  });

  it('with an alias of itself is refused', async () => {
    expect(await problemsIn('models: &a [*a]\n')).toEqual(['config.yaml:1:12: an alias (*name) puts this into itself']);
  });
});

describe('a config that is wrong', () => {
  it('is told everything at once, from top to bottom', async () => {
    const text = `models:
  - abbr: m
    type: echo
    temprature: 0.5
    batch_size: many
  - type: ecko
datasets:
  - {abbr: d, type: jsonl, reader_cfg: {imput_columns: [a]}, infer_cfg: {prompt_template: x, inferencer: genn}, eval_cfg: {evaluator: accurate}}
infer:
  partitioner: {type: size, max_task_size: 0}
  runer: local
summarizer: 5
`;
    const folder = await project({ 'config.yaml': text });
    expect(await failureOf(folder)).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'config.yaml has 9 problems',
      fatal: true,
    });
    const problems = await problemsOf(folder);
    expect(problems.map((problem) => problem.split('\n', 1)[0])).toEqual([
      'config.yaml:4:5: models.m.temprature is not a known key; did you mean "temperature"?',
      'config.yaml:5:17: models.m.batch_size must be a whole number or "auto", not "many"',
      'config.yaml:6:11: no model of type "ecko": oc-model-ecko was not found (PLUGIN_NOT_FOUND)',
      'config.yaml:8:41: datasets.d.reader_cfg.imput_columns is not a known key; did you mean "input_columns"?',
      'config.yaml:8:106: datasets.d.infer_cfg.inferencer.type must be one of "gen", "GenInferencer", "ParallelGenInferencer", "chat", "ChatInferencer", "ChatMLInferencer", "sc", "SCInferencer", "ppl", "PPLInferencer", "ll", "LLInferencer", "clp", "CLPInferencer", "ppl_only", "PPLOnlyInferencer", not "genn"; did you mean "gen"?',
      'config.yaml:8:135: no evaluator of type "accurate": oc-evaluator-accurate was not found (PLUGIN_NOT_FOUND)',
      'config.yaml:10:44: infer.partitioner.max_task_size must be >= 1, not 0',
      'config.yaml:11:3: infer.runer is not a known key; did you mean "runner"?',
      'config.yaml:12:13: summarizer must be a map, not 5',
    ]);
    expect(problems[2]).toBe(
      [
        'config.yaml:6:11: no model of type "ecko": oc-model-ecko was not found (PLUGIN_NOT_FOUND)',
        '    Searched from:',
        `      ${join(folder, 'config.yaml')}`,
        '    Did you mean "echo"?',
        '    To install it: npm i oc-model-ecko',
      ].join('\n'),
    );
  });

  it('lacks what it must say', async () => {
    expect(await problemsIn('work_dir: x\n')).toEqual([
      'config.yaml:1:1: the config needs the key "models"',
      'config.yaml:1:1: the config needs the key "datasets"',
    ]);
    expect(await problemsIn(`models: []\ndatasets: [{abbr: d}]\n`)).toEqual([
      'config.yaml:1:9: models needs at least 1 entry',
      'config.yaml:2:12: datasets.d needs the key "type"',
      'config.yaml:2:12: datasets.d needs the key "infer_cfg"',
      'config.yaml:2:12: datasets.d needs the key "eval_cfg"',
    ]);
  });

  it.each(['../x', 'a/b', '..', '', ' a', 'a\\b', 'a:b', 'x'.repeat(201)])('has the abbr %j', async (abbr) => {
    const text = config().replace('abbr: m', `abbr: ${JSON.stringify(abbr)}`);
    expect((await problemsIn(text))[0]).toMatch(
      `config.yaml:1:17: ${JSON.stringify(abbr)} cannot be the abbr of a model`,
    );
  });

  it('has an abbr that is no text, or none that could be one', async () => {
    expect(await problemsIn(config().replace('abbr: m', 'abbr: 7'))).toEqual([
      'config.yaml:1:17: models.0.abbr must be a text, not 7',
    ]);
    expect(
      (await problemsIn(config().replace('abbr: d, type: jsonl, path: d.jsonl', 'type: jsonl, path: "npm:x/y"')))[0],
    ).toMatch(
      'config.yaml:2:12: the dataset needs an abbr: "npm:x_y", which follows from its other keys, cannot be one',
    );
    expect(await problemsIn(config().replace('abbr: d, type: jsonl, path: d.jsonl', 'type: jsonl'))).toEqual([
      'config.yaml:2:12: the dataset needs an abbr',
    ]);
  });

  it('has an abbr twice', async () => {
    expect(await problemsIn(`models: [${model},\n  ${model}]\ndatasets: [${dataset}]\n`)).toEqual([
      'config.yaml:2:10: the abbr "m" is taken: config.yaml:1:10 has it already\n' +
        '    Every model needs an abbr of its own: files and table cells go by it.',
    ]);
  });

  it('combines what is not there', async () => {
    expect(
      await problemsIn(config('model_dataset_combinations:', '  - {models: [m], datasets: [d, dd, zzzzzz]}')),
    ).toEqual([
      'config.yaml:4:33: none of the datasets has the abbr "dd"; did you mean "d"?',
      'config.yaml:4:37: none of the datasets has the abbr "zzzzzz"; there are: d',
    ]);
  });

  it.each([
    [
      'prompt_template: "{q}", inferencer: ppl',
      'config.yaml:2:79: datasets.d.infer_cfg.prompt_template.template must be a map with one template per label: the inferencer is ppl',
    ],
    [
      'prompt_template: {template: {A: x, B: y}}, inferencer: {type: ppl, labels: [A, C]}',
      'config.yaml:2:141: datasets.d.infer_cfg.inferencer.labels.1 must be a label of the template ("A", "B"), not "C"',
    ],
    [
      'prompt_template: x, inferencer: gen, retriever: fix_k',
      'config.yaml:2:110: datasets.d.infer_cfg.retriever needs the key "fix_id_list" with at least one row',
    ],
    [
      'prompt_template: x, inferencer: gen, retriever: {type: zero, fix_id_list: [1]}',
      'config.yaml:2:136: datasets.d.infer_cfg.retriever.fix_id_list is for fix_k, and the retriever is zero',
    ],
    [
      'prompt_template: x, ice_template: y, inferencer: gen, retriever: {type: fix_k, fix_id_list: [1]}',
      'config.yaml:2:79: datasets.d.infer_cfg.prompt_template must hold the ice_token "</E>", in turns as one of its own: the examples go there',
    ],
    [
      'prompt_template: {template: [{role: USER, content: x}]}, inferencer: gen',
      'config.yaml:2:98: datasets.d.infer_cfg.prompt_template.template.0.role must be one of "system", "user", "assistant", "SYSTEM", "HUMAN", "BOT", not "USER"; did you mean "user"?',
    ],
    [
      'prompt_template: {template: 5}, inferencer: gen',
      'config.yaml:2:90: datasets.d.infer_cfg.prompt_template.template must be a text or a list or a map, not 5',
    ],
    [
      'prompt_template: {template: {round: [{role: USER}]}}, inferencer: gen',
      'datasets.d.infer_cfg.prompt_template has a turn of the role "USER" without a fallback_role, and m knows only HUMAN, BOT, SYSTEM',
    ],
    [
      'prompt_template: {template: {begin: [{role: J, fallback_role: K, prompt: x}], round: [{role: HUMAN}]}}, inferencer: gen',
      'has a turn of the role "J" and the fallback_role "K", and m knows only HUMAN',
    ],
    [
      'prompt_template: {template: {begin: x}}, inferencer: gen',
      'datasets.d.infer_cfg.prompt_template.template needs the key "round"',
    ],
    [
      'prompt_template: x, ice_template: y, inferencer: gen, retriever: {type: topk}',
      'datasets.d.infer_cfg.retriever needs the key "embeddings"',
    ],
    [
      'prompt_template: x, inferencer: {type: gen, sc_size: 2}',
      'datasets.d.infer_cfg.inferencer.sc_size is for sc, and the inferencer is gen',
    ],
    [
      'prompt_template: {template: {A: x}}, inferencer: {type: ppl, normalizing_str: "A:"}',
      'datasets.d.infer_cfg.inferencer.normalizing_str needs a sep_token in the text of every label',
    ],
    [
      'prompt_template: {template: [{expand_column: ""}]}, inferencer: gen',
      'datasets.d.infer_cfg.prompt_template.template.0',
    ],
    [
      'prompt_template: {template: {A: 5}}, inferencer: ppl',
      'config.yaml:2:94: datasets.d.infer_cfg.prompt_template.template.A must be a text or a list or a map, not 5',
    ],
  ])('asks in a way that cannot be: %s', async (infer, problem) => {
    const problems = await problemsIn(config().replace('prompt_template: "{q}", inferencer: gen', infer));
    expect(problems).toContainEqual(expect.stringContaining(problem));
  });

  it.each([
    ['{round: [{role: HUMAN}, {role: HUMAN}]}', 'defines the role "HUMAN" twice'],
    ['{round: [{role: HUMAN, api_role: HUMAN}, {role: BOT}]}', 'needs an api_role for "BOT", as others have one'],
    ['{round: [{role: HUMAN, api_role: HUMAN}], begin: x}', 'must have turns in "begin"'],
  ])('has the meta template %s', async (meta, problem) => {
    const text = config().replace('type: echo', `type: echo, meta_template: ${meta}`);
    expect(await problemsIn(text)).toEqual([expect.stringContaining(`models.m.meta_template ${problem}`)]);
  });

  it.each([
    ['[{role: HUMAN, content: x}]', '.0.role must be one of "system", "user", "assistant"'],
    ['[{role: user}]', '.0 needs the key "content"'],
    ['[]', ' needs at least 1 entry'],
    ['5', ' must be a map or null or a list'],
  ])('has the meta template %s', async (meta, problem) => {
    const text = config().replace('type: echo', `type: echo, meta_template: ${meta}`);
    expect(await problemsIn(text)).toEqual([expect.stringContaining(`models.m.meta_template${problem}`)]);
  });

  it.each(['"[::-1]"', '"[1:2:3:4]"', '"ten"', '"[a:b]"'])('has the range %s', async (range) => {
    const text = config().replace('type: jsonl', `type: jsonl, reader_cfg: {test_range: ${range}}`);
    expect(await problemsIn(text)).toEqual([
      `config.yaml:2:60: datasets.d.reader_cfg.test_range must be a number or Python slices with a positive step: ${range} is not a range of rows`,
    ]);
  });

  it('meets a plugin that is broken, of another kind, or impossible', async () => {
    const text = config(
      'infer: {partitioner: ./broken.mjs, runner: "npm:oc-partitioner-size"}',
      'eval: {partitioner: "a b"}',
    );
    const folder = await project({ 'config.yaml': text, 'broken.mjs': 'throw new Error("no luck")' });
    const problems = await problemsOf(folder);
    expect(problems.map((problem) => problem.split('\n', 1)[0])).toEqual([
      'config.yaml:3:22: the partitioner "./broken.mjs" was found but cannot be imported: no luck (PLUGIN_IMPORT_FAILED)',
      'config.yaml:3:44: "npm:oc-partitioner-size" is not a runner plugin: its kind is "partitioner" (NOT_A_PLUGIN)',
      'config.yaml:4:21: "a b" cannot be the type of a partitioner (BAD_PLUGIN_TYPE)',
    ]);
    expect(await failureOf(folder)).toMatchObject({ cause: expect.objectContaining({ message: 'no luck' }) });
  });

  it('survives names that objects have anyway', async () => {
    expect(await problemsIn(config('__proto__: {polluted: 1}', 'constructor: 2'))).toEqual([
      expect.stringContaining('config.yaml:3:1: __proto__ is not a known key'),
      expect.stringContaining('config.yaml:4:1: constructor is not a known key'),
    ]);
    expect({}).not.toHaveProperty('polluted');
  });
});
