import { evaluation } from './evaluation.ts';
import { inferencer } from './inferencer.ts';
import { abbr, pluginBlock } from './parts.ts';
import { retriever } from './retriever.ts';
import { templateBlock } from './template.ts';

const range = {
  type: ['string', 'number', 'null'],
  description: 'Rows to take: Python slices such as "[:100]", a number of rows, or a fraction of them.',
} as const;

const readerConfig = {
  type: 'object',
  additionalProperties: false,
  description: 'Which rows and columns are read.',
  properties: {
    input_columns: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      description: 'Columns that a prompt may use: a list, or names with blanks between them.',
    },
    output_column: { type: ['string', 'null'], description: 'Column with the reference answer.' },
    train_split: { type: 'string', description: 'Split that examples come from. Default train.' },
    test_split: { type: 'string', description: 'Split that is asked. Default test.' },
    train_range: range,
    test_range: range,
  },
} as const;

const inferConfig = {
  type: 'object',
  additionalProperties: false,
  required: ['inferencer'],
  anyOf: [{ required: ['prompt_template'] }, { required: ['ice_template'] }],
  description: 'How the model is asked.',
  properties: {
    prompt_template: { ...templateBlock, description: 'The prompt. Default: the ice_template.' },
    ice_template: { ...templateBlock, description: 'How one example is written.' },
    retriever,
    inferencer,
  },
} as const;

/** Core's keys of a dataset block; all others are options of the dataset plugin. */
export const datasetKeys = {
  type: pluginBlock.properties.type,
  abbr,
  n: { type: 'integer', minimum: 1, description: 'How often each sample is asked. Default 1.' },
  k: {
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1 } },
    ],
    description: 'For pass@k and G-Pass@k: how many of the n answers are drawn; one number or several. Default 1.',
  },
  reader_cfg: readerConfig,
  infer_cfg: inferConfig,
  eval_cfg: evaluation,
} as const;
