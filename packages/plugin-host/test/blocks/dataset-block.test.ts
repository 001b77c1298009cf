import { describe, expect, it } from 'vitest';
import { DEFAULT_BATCH_SIZE } from '../../src/blocks/batch-size.ts';
import { evalConfigOf, inferConfigOf, readerConfigOf } from '../../src/blocks/dataset-block.ts';
import { pluginOptionsOf } from '../../src/blocks/keys.ts';
import { pluginBlocksOf } from '../../src/blocks/plugin-block.ts';
import { isLabelTemplates } from '../../src/blocks/template.ts';

describe('reader_cfg', () => {
  it('has defaults for all it may say', () => {
    expect(readerConfigOf({})).toEqual({
      inputColumns: undefined,
      outputColumn: undefined,
      trainSplit: 'train',
      testSplit: 'test',
      trainRange: undefined,
      testRange: undefined,
    });
  });

  it('takes columns as a list or as words, and null for nothing', () => {
    expect(readerConfigOf({ reader_cfg: { input_columns: ' a  b ' } }).inputColumns).toEqual(['a', 'b']);
    expect(readerConfigOf({ reader_cfg: { input_columns: ['a b'] } }).inputColumns).toEqual(['a b']);
    const nothing = readerConfigOf({ reader_cfg: { output_column: null, test_range: null } });
    expect([nothing.outputColumn, nothing.testRange]).toEqual([undefined, undefined]);
  });
});

describe('infer_cfg', () => {
  const prompt_template = { template: '{q}' };

  it('asks for an answer, without examples, where it says no more than a template', () => {
    expect(inferConfigOf({ infer_cfg: { prompt_template } })).toEqual({
      prompt: { form: 'text', text: '{q}' },
      example: undefined,
      exampleToken: undefined,
      exampleIds: [],
      inferencer: { type: 'gen', batchSize: undefined, maxOutLen: undefined, minOutLen: undefined, stop: [] },
    });
  });

  it('knows the ppl inferencer under its OpenCompass names', () => {
    for (const type of ['ppl', 'PPLInferencer', 'opencompass.openicl.icl_inferencer.PPLInferencer']) {
      const inferencer = { type, labels: ['B', 'A'], scoring: 'continuation_sum', batch_size: 2 };
      expect(inferConfigOf({ infer_cfg: { prompt_template, inferencer } }).inferencer).toEqual({
        type: 'ppl',
        batchSize: 2,
        labels: ['B', 'A'],
        scoring: 'continuation_sum',
      });
    }
  });

  it.each([
    [undefined, undefined],
    [3, 3],
    ['auto', DEFAULT_BATCH_SIZE],
  ])('puts as many samples together as it says: %s', (batch_size, batchSize) => {
    for (const type of ['gen', 'ppl']) {
      const inferencer = { type, batch_size };
      expect(inferConfigOf({ infer_cfg: { prompt_template, inferencer } }).inferencer).toMatchObject({ batchSize });
    }
  });

  it('scores whole texts where no scoring is named', () => {
    expect(inferConfigOf({ infer_cfg: { prompt_template, inferencer: { type: 'ppl' } } }).inferencer).toMatchObject({
      scoring: 'full',
    });
  });

  it('keeps labels in the order of the config', () => {
    const { prompt } = inferConfigOf({ infer_cfg: { prompt_template: { template: { b: 'x', a: { round: [] } } } } });
    expect(isLabelTemplates(prompt)).toBe(true);
    expect(prompt).toEqual([
      ['b', { form: 'text', text: 'x' }],
      ['a', { form: 'sections', begin: [], round: [], end: [] }],
    ]);
  });

  it('reads turns in either spelling: messages, or the round of a section', () => {
    const round = [
      { role: 'SYSTEM', prompt: 's' },
      { role: 'HUMAN', prompt: 'h' },
      { role: 'BOT', prompt: 'b' },
    ];
    const turns = [
      { role: 'system', content: 's' },
      { role: 'user', content: 'h' },
      { role: 'assistant', content: 'b' },
    ];
    const prompt = (template: unknown) => inferConfigOf({ infer_cfg: { prompt_template: { template } } }).prompt;
    expect(prompt(turns)).toEqual({ form: 'messages', messages: turns });
    expect(prompt(round)).toEqual({ form: 'messages', messages: turns });
    expect(prompt({ round })).toEqual({ form: 'sections', begin: [], round, end: [] });
  });

  it('reads sections with single items and lists of them, and labels where there is any other key', () => {
    const human = { role: 'HUMAN', fallback_role: 'USER', content: 'h', begin: '<', end: '>' };
    const turn = { role: 'HUMAN', fallbackRole: 'USER', prompt: 'h', begin: '<', end: '>' };
    const template = { begin: [human, '</E>'], round: [human], end: 'bye' };
    const prompt = (each: unknown) => inferConfigOf({ infer_cfg: { prompt_template: { template: each } } }).prompt;
    const sections = { form: 'sections', begin: [turn, '</E>'], round: [turn], end: ['bye'] };
    expect(prompt(template)).toEqual(sections);
    expect(prompt({ ...template, begin: human })).toEqual({ ...sections, begin: [turn] });
    expect(prompt({ A: template, end: 'x' })).toEqual([
      ['A', sections],
      ['end', { form: 'text', text: 'x' }],
    ]);
  });

  it('reads messages, their columns and the place of examples', () => {
    const messages = ['</E>', { expand_column: 'history' }, { role: 'user', content: '{q}' }];
    const read = ['</E>', { expandColumn: 'history' }, { role: 'user', content: '{q}' }];
    const prompt_template = { type: 'RawPromptTemplate', messages };
    expect(inferConfigOf({ infer_cfg: { prompt_template } }).prompt).toEqual({ form: 'messages', messages: read });
    const verbatim = { ...prompt_template, format_variables: false };
    expect(inferConfigOf({ infer_cfg: { prompt_template: verbatim } }).prompt).toMatchObject({ verbatim: true });
  });

  it('takes the ice_template for the prompt where there is no other', () => {
    const ice_template = { template: { A: '</E>{q} A' }, ice_token: '</E>' };
    const { prompt, example } = inferConfigOf({ infer_cfg: { ice_template } });
    expect(prompt).toEqual([['A', { form: 'text', text: '</E>{q} A' }]]);
    expect(example).toEqual(prompt);
  });

  it.each([
    [{ type: 'ZeroRetriever' }, undefined],
    [{ type: 'FixKRetriever', fix_id_list: [1] }, undefined],
    [
      { type: 'RandomRetriever', ice_num: 3 },
      { type: 'random', count: 3, seed: 43 },
    ],
    [
      { type: 'SlidingWindowRetriever', k: 2 },
      { type: 'sliding_window', count: 2 },
    ],
    [{ type: 'opencompass.openicl.icl_retriever.BM25Retriever' }, { type: 'bm25', count: 1 }],
    [
      { type: 'TopkRetriever', embeddings: { type: 'x' } },
      { type: 'topk', count: 1, embeddings: { type: 'x' } },
    ],
    [
      { type: 'dpp', ice_num: 2, candidate_num: 9 },
      { type: 'dpp', count: 2, candidates: 9, scaleFactor: 0.1 },
    ],
    [
      { type: 'votek', ice_num: 2 },
      { type: 'votek', count: 2, neighbours: 3 },
    ],
  ])('knows the retriever %j', (retriever, expected) => {
    const { retriever: read } = inferConfigOf({ infer_cfg: { prompt_template, retriever } });
    expect(read).toEqual(expected);
  });

  it('finds the example token beside either template, or takes the usual one', () => {
    const token = (infer: object) => inferConfigOf({ infer_cfg: { prompt_template, ...infer } }).exampleToken;
    expect(token({ ice_template: { template: '{q}', ice_token: '<E>' } })).toBe('<E>');
    expect(token({ prompt_template: { template: '', ice_token: '<P>' }, ice_template: { template: '' } })).toBe('<P>');
    expect(token({ ice_template: { template: '{q}' } })).toBe('</E>');
  });

  it('takes examples by their rows', () => {
    const retriever = { type: 'fix_k', fix_id_list: [4, 2] };
    expect(inferConfigOf({ infer_cfg: { prompt_template, retriever } }).exampleIds).toEqual([4, 2]);
  });
});

describe('eval_cfg', () => {
  it('is absent where the block has none', () => {
    expect(evalConfigOf({})).toBeUndefined();
  });

  it('takes plugins as names, blocks or lists of them', () => {
    const evaluation = { evaluator: 'accuracy', pred_postprocessor: ['a', { type: 'b', x: 1 }], num_gpus: 1 };
    expect(evalConfigOf({ eval_cfg: evaluation })).toEqual({
      evaluator: { type: 'accuracy' },
      predPostprocessors: [{ type: 'a' }, { type: 'b', x: 1 }],
      datasetPostprocessors: [],
      predRole: undefined,
      extractions: [],
      numGpus: 1,
    });
    expect(pluginBlocksOf(null)).toEqual([]);
  });

  it('reads extractions with the evaluator of the dataset where they have none', () => {
    const config = evalConfigOf({
      eval_cfg: {
        evaluator: 'accuracy',
        extractions: [
          { name: 'strict', pred_postprocessor: ['a'] },
          { name: 'lenient', evaluator: 'exact-match' },
        ],
      },
    });
    expect(config?.extractions).toEqual([
      { name: 'strict', evaluator: { type: 'accuracy' }, predPostprocessors: [{ type: 'a' }] },
      { name: 'lenient', evaluator: { type: 'exact-match' }, predPostprocessors: [] },
    ]);
  });
});

describe("a plugin's options", () => {
  it('are the keys of its block that are not core keys', () => {
    const block = { type: 'x', abbr: 'a', path: 'p', max_out_len: 1, run_cfg: {}, temperature: 0 };
    expect(pluginOptionsOf('model', block)).toEqual({ path: 'p', temperature: 0 });
    expect(pluginOptionsOf('evaluator', block)).not.toHaveProperty('type');
  });
});
