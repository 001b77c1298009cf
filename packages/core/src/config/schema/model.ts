import { metaTemplate } from './meta-template.ts';
import { abbr, batchSize, gpus, maxOutLen, minOutLen, pluginBlock, postprocessors } from './parts.ts';

/** Core's keys of a model block; all others are options of the model plugin. */
export const modelKeys = {
  type: pluginBlock.properties.type,
  abbr,
  summarizer_abbr: { type: 'string', description: 'Name of its column in the table.' },
  run_cfg: {
    type: 'object',
    additionalProperties: false,
    properties: {
      num_gpus: gpus,
      num_procs: { type: 'integer', minimum: 1, description: 'Accepted for old configs; without effect.' },
    },
    description: 'OpenCompass keeps num_gpus here.',
  },
  num_gpus: gpus,
  max_out_len: maxOutLen,
  min_out_len: minOutLen,
  max_seq_len: { type: 'integer', minimum: 1, description: 'Most tokens of prompt and answer together.' },
  batch_size: batchSize,
  price: {
    type: 'object',
    additionalProperties: false,
    required: ['input', 'output', 'currency'],
    properties: {
      input: { type: 'number', minimum: 0, description: 'Money for a million tokens of prompts.' },
      output: { type: 'number', minimum: 0, description: 'Money for a million tokens of answers.' },
      currency: { type: 'string', minLength: 1, description: 'In which currency, as it is to be shown: USD.' },
    },
    description: 'What its tokens cost: for plans and reports alone.',
  },
  sample_time_limit: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 2_000_000,
    description:
      'Seconds that one request of a sample may take; the sample then fails with TIMEOUT. Default: no limit.',
  },
  meta_template: metaTemplate,
  pred_postprocessor: postprocessors,
} as const;
