import { describe, expect, it } from 'vitest';
import {
  evalConfigOf,
  inferConfigOf,
  isLabelTemplates,
  pluginBlocksOf,
  readerConfigOf,
} from '../../src/blocks/dataset-block.ts';
import { pluginOptionsOf } from '../../src/blocks/keys.ts';

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
      ['a', { form: 'messages', messages: [] }],
    ]);
  });

  it('reads turns in either spelling', () => {
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
    for (const template of [{ round }, turns]) {
      expect(inferConfigOf({ infer_cfg: { prompt_template: { template } } }).prompt).toEqual({
        form: 'messages',
        messages: turns,
      });
    }
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
