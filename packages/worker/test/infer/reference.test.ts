import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { testRun } from '../support.ts';

/**
 * Accuracies in percent over all 300 rows, computed with PyTorch from the same weights: the tokens behind prompt and
 * label, with the begin-of-sequence token in front. For `full` the sum is divided by all tokens, that one included.
 */
const REFERENCE = {
  'tiny-m': {
    capitals_cloze: { full: 91, continuation_sum: 92.67, continuation_mean: 92, continuation_byte: 92 },
    sentiment_ppl: { full: 97.67, continuation_sum: 97.67, continuation_mean: 97.67, continuation_byte: 97.67 },
  },
  'tiny-s': {
    capitals_cloze: { full: 65.67, continuation_sum: 65.33, continuation_mean: 66, continuation_byte: 66.67 },
    sentiment_ppl: { full: 94.67, continuation_sum: 94.67, continuation_mean: 94.67, continuation_byte: 94.67 },
  },
} as const;

const DATASETS = {
  capitals_cloze: {
    file: 'capitals_mcq',
    columns: ['question', 'A', 'B', 'C', 'D'],
    output: 'answer',
    template: Object.fromEntries(['A', 'B', 'C', 'D'].map((label) => [label, `Q: {question}\nA: {${label}}`])),
  },
  sentiment_ppl: {
    file: 'sentiment_ppl',
    columns: ['text'],
    output: 'label',
    template: Object.fromEntries(
      ['positive', 'negative'].map((label) => [label, `Review: {text}\nSentiment: ${label}`]),
    ),
  },
} as const;

const cases = Object.entries(REFERENCE).flatMap(([model, datasets]) =>
  Object.entries(datasets).map(([dataset, scores]) => ({ model, dataset, scores })),
);

describe.each(cases)('$model on $dataset', ({ model, dataset, scores }) => {
  it('has the accuracy of the reference with every scoring', { timeout: 300_000 }, async () => {
    const { file, columns, output, template } = DATASETS[dataset as keyof typeof DATASETS];
    const rows = await rowsOf(file);
    const scorings = Object.keys(scores);
    const base = {
      reader_cfg: { input_columns: columns, output_column: output },
      eval_cfg: { evaluator: { type: 'accuracy' } },
    };
    const run = await testRun({
      rows: Object.fromEntries(scorings.map((scoring) => [scoring, rows])),
      model: { type: 'onnx', path: `npm:oc-tiny-models/${model}`, batch_size: 16, max_seq_len: 1024 },
      datasetOf: (scoring) => ({
        ...base,
        infer_cfg: { prompt_template: { template }, inferencer: { type: 'ppl', scoring } },
      }),
    });
    expect(await run.work({ stage: 'infer' })).toBe(0);
    expect(await run.work({ stage: 'eval', worker: 'e' })).toBe(0);
    for (const [scoring, accuracy] of Object.entries(scores)) {
      const result = JSON.parse(await readFile(run.directory.result('m', scoring), 'utf8'));
      expect([scoring, Math.round(result.accuracy * 100) / 100]).toEqual([scoring, accuracy]);
    }
  });
});

async function rowsOf(file: string): Promise<object[]> {
  const path = new URL(`../../../tiny-models/data/${file}.test.jsonl`, import.meta.url);
  return (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
