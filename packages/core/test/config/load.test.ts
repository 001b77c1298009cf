import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dumpConfig } from '../../src/config/index.ts';
import { config, dataset, failureOf, load, model, problemsOf, project } from './support.ts';

describe('a small config', () => {
  it('is filled in', async () => {
    const folder = await project({ 'config.yaml': config() });
    const loaded = await load(folder);
    const from = join(folder, 'config.yaml');
    expect(loaded).toMatchObject({
      file: from,
      workDir: join(folder, 'outputs/default'),
      models: [
        {
          abbr: 'm',
          summarizerAbbr: 'm',
          numGpus: 0,
          predPostprocessors: [],
          spec: { block: { abbr: 'm', type: 'echo' }, from },
          plugin: { specifier: 'oc-model-echo', version: '3.2.1' },
          options: { temperature: 0 },
        },
      ],
      datasets: [
        {
          abbr: 'd',
          plugin: { specifier: 'oc-dataset-files/jsonl' },
          options: { path: 'd.jsonl' },
          reader: { testSplit: 'test', trainSplit: 'train' },
          infer: { prompt: { form: 'text', text: '{q}' }, inferencer: { type: 'gen' }, exampleIds: [] },
          evaluation: { evaluator: { type: 'accuracy' }, predPostprocessors: [], numGpus: 0 },
        },
      ],
      infer: {
        partitioner: { plugin: { specifier: 'oc-partitioner-balanced' }, options: {} },
        runner: { plugin: { type: 'local' }, retry: 2, warnSilentMinutes: 10, debug: false },
      },
      eval: { partitioner: { plugin: { type: 'naive' }, options: { n: 1 } }, runner: { plugin: { type: 'local' } } },
      summarizer: { plugin: { type: 'standard' } },
      combinations: [{ models: ['m'], datasets: ['d'] }],
      envNames: [],
    });
  });

  it('is frozen to its leaves', async () => {
    const loaded = await load(await project({ 'config.yaml': config() }));
    expect(() => Object.assign(loaded.models[0]!.options, { temperature: 1 })).toThrow(TypeError);
    expect(() => (loaded.resolved.models as unknown[]).push(1)).toThrow(TypeError);
    expect(Object.isFrozen(loaded.datasets[0]!.infer.inferencer)).toBe(true);
  });

  it('may be JSON, with tabs', async () => {
    const json = JSON.stringify(parse(config('work_dir: out')), undefined, '\t');
    const folder = await project({ 'config.yaml': json });
    expect((await load(folder)).workDir).toBe(join(folder, 'out'));
  });

  it('needs no file where flags say everything', async () => {
    const folder = await project({ 'models/m.yaml': model, 'datasets/deep/down/d.yaml': dataset });
    const loaded = await load(folder, { file: undefined, models: ['m'], datasets: ['down/d'] });
    expect(loaded.combinations).toEqual([{ models: ['m'], datasets: ['d'] }]);
    expect(loaded.file).toBeUndefined();
  });

  it('says so when it is not there', async () => {
    const folder = await project({ 'config.yaml': config() });
    expect(await failureOf(folder, { file: 'confg.yaml' })).toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `there is no config ${join(folder, 'confg.yaml')}`,
      details: 'Did you mean config.yaml?',
    });
    expect(await problemsOf(folder, { file: 'node_modules' })).toEqual([
      expect.stringMatching(/^command line: cannot read .*node_modules: .*EISDIR/),
    ]);
  });
});

describe('forms', () => {
  it('bare types, class names and run_cfg mean what OpenCompass means', async () => {
    const folder = await project({
      'config.yaml': `
models:
  - {type: echo, path: org/tiny/model, run_cfg: {num_gpus: 2, num_procs: 1}, summarizer_abbr: Tiny, pred_postprocessor: general, max_out_len: 7}
datasets:
  - type: jsonl
    path: data/sums
    name: hard
    reader_cfg: {input_columns: "a  b", output_column: null, test_range: "[:10][::2]"}
    infer_cfg:
      prompt_template: {type: PromptTemplate, template: {round: [{role: HUMAN, prompt: "{a}"}, {role: BOT, prompt: ""}]}}
      retriever: {type: opencompass.openicl.icl_retriever.ZeroRetriever}
      inferencer: {type: opencompass.openicl.icl_inferencer.GenInferencer, stopping_criteria: ["\\n"]}
    eval_cfg:
      evaluator: AccEvaluator
      pred_postprocessor: [general, {type: first_option_postprocess, options: ABCD}]
infer: {partitioner: SizePartitioner, runner: {type: LocalRunner, task: {type: opencompass.tasks.OpenICLInferTask}, max_num_workers: 4, retry: 0}}
eval: {partitioner: {type: NaivePartitioner, n: 3}, runner: {type: local, task: OpenICLEvalTask}}
`,
    });
    const loaded = await load(folder);
    expect(loaded.models[0]).toMatchObject({
      abbr: 'echo_tiny_model',
      summarizerAbbr: 'Tiny',
      numGpus: 2,
      maxOutLen: 7,
      predPostprocessors: [{ type: 'general' }],
      options: { path: 'org/tiny/model', temperature: 0 },
    });
    expect(loaded.datasets[0]).toMatchObject({
      abbr: 'data_sums_hard',
      reader: { inputColumns: ['a', 'b'], outputColumn: undefined, testRange: '[:10][::2]' },
      infer: {
        prompt: {
          form: 'sections',
          round: [{ role: 'HUMAN', prompt: '{a}' }, { role: 'BOT' }],
        },
        inferencer: { type: 'gen', stop: ['\n'] },
      },
      evaluation: { predPostprocessors: [{ type: 'general' }, { type: 'first_option_postprocess', options: 'ABCD' }] },
    });
    expect(loaded.infer.runner).toMatchObject({ maxNumWorkers: 4, retry: 0, options: { max_workers_per_gpu: 1 } });
    expect(loaded.eval.partitioner.options).toEqual({ n: 3 });
  });

  it('label maps and examples', async () => {
    const folder = await project({
      'config.yaml': `
models: [${model}]
datasets:
  - abbr: d
    type: jsonl
    infer_cfg:
      ice_template: "{q} {a}\\n"
      prompt_template: {template: {yes: "</E>{q} yes", no: [{role: user, content: </E>}, {role: user, content: "{q}"}]}}
      retriever: {type: fix_k, fix_id_list: [0, 2]}
      inferencer: {type: ppl, labels: [no, yes], scoring: continuation_mean}
    eval_cfg: {evaluator: accuracy}
`,
    });
    // YAML 1.2: yes and no are texts.
    expect((await load(folder)).datasets[0]!.infer).toMatchObject({
      prompt: [
        ['yes', { form: 'text' }],
        ['no', { form: 'messages' }],
      ],
      exampleIds: [0, 2],
      inferencer: { type: 'ppl', labels: ['no', 'yes'], scoring: 'continuation_mean' },
    });
  });

  it('anchors, aliases and merge keys', async () => {
    const folder = await project({
      'config.yaml': `
models:
  - &base {abbr: a, type: echo, temperature: 0.5}
  - {<<: *base, abbr: b}
datasets: [${dataset}]
`,
    });
    expect((await load(folder)).models.map(({ abbr, options }) => [abbr, options.temperature])).toEqual([
      ['a', 0.5],
      ['b', 0.5],
    ]);
  });

  it('eval_cfg is not needed where nothing is scored', async () => {
    const folder = await project({
      'config.yaml': `models: [${model}]\ndatasets: [${dataset.replace(/, eval_cfg.*\}\}/, '}')}]`,
    });
    expect((await load(folder, { mode: 'infer' })).datasets[0]!.evaluation).toBeUndefined();
    expect(await problemsOf(folder)).toEqual(['config.yaml:2:12: datasets.d needs the key "eval_cfg"']);
  });
});

describe('environment', () => {
  const text = config('work_dir: ${env:SCRATCH}/runs').replace('type: echo', 'type: echo, api_key: "${env:KEY}"');

  it('goes into options and work_dir and nowhere else', async () => {
    const folder = await project({ 'config.yaml': text });
    const loaded = await load(folder, { env: { KEY: 'top-secret', SCRATCH: '/scratch' } });
    expect(loaded.models[0]!.options).toEqual({ temperature: 0, api_key: 'top-secret' });
    expect(loaded.models[0]!.spec.block.api_key).toBe('${env:KEY}');
    expect(loaded.workDir).toBe('/scratch/runs');
    expect(loaded.envNames).toEqual(['KEY', 'SCRATCH']);
    expect(dumpConfig(loaded)).toContain('api_key: ${env:KEY}');
    expect(dumpConfig(loaded)).not.toContain('top-secret');
    expect(parse(dumpConfig(loaded))).toEqual(loaded.resolved);
  });

  it('is missing at a place', async () => {
    const folder = await project({ 'config.yaml': text });
    expect(await problemsOf(folder, { env: { SCRATCH: '/s' } })).toEqual([
      'config.yaml:1:41: the environment variable KEY is not set\n    Set it, or give a default: ${env:KEY:-default}',
    ]);
  });

  it('never shows in a message', async () => {
    const folder = await project({ 'config.yaml': text });
    expect(await problemsOf(folder, { env: { SCRATCH: '/s', KEY: 'hush' } })).toEqual([
      'config.yaml:1:41: models.m.api_key needs at least 8 characters',
    ]);
    const wrong = await project({ 'config.yaml': text.replace('api_key', 'temperature') });
    expect(await problemsOf(wrong, { env: { SCRATCH: '/s', KEY: 'hush' } })).toEqual([
      'config.yaml:1:45: models.m.temperature must be a number, not "${env:KEY}"',
    ]);
  });

  it('is refused in the keys of core, which workers read as they stand', async () => {
    const folder = await project({
      'config.yaml': config().replace('abbr: d', 'abbr: d, reader_cfg: {test_split: "${env:S}"}'),
    });
    expect(await problemsOf(folder, { env: { S: 'x' } })).toEqual([
      'config.yaml:2:34: datasets.d.reader_cfg cannot refer to the environment: only options of plugins can',
    ]);
  });
});
