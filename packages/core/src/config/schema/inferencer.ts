import { INFERENCER_NAMES } from 'oc-plugin-host';
import { batchSize, maxOutLen, minOutLen, someText } from './parts.ts';

/** `infer_cfg.inferencer`: keys of all types; which belong to which is checked where the config is. */
export const inferencer = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { enum: Object.keys(INFERENCER_NAMES), description: 'Write, or compare.' },
    max_out_len: maxOutLen,
    min_out_len: minOutLen,
    batch_size: batchSize,
    stopping_criteria: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'Texts that end an answer.',
    },
    infer_mode: {
      enum: ['last', 'every', 'every_with_gt'],
      description: 'chat: which turns of the assistant are written. Default last.',
    },
    sc_size: { type: 'integer', minimum: 1, description: 'sc: answers to each prompt. Default 1.' },
    generation_kwargs: { type: 'object', description: 'sc: how they are drawn, as for the model.' },
    labels: {
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
      description: 'ppl, ll: labels to compare, in order. Default: those of the template.',
    },
    scoring: {
      enum: ['full', 'continuation_sum', 'continuation_mean', 'continuation_byte'],
      description: 'ppl: what labels are compared by. Default full: the mean over all tokens.',
    },
    normalizing_str: someText('ppl: the text behind which answers are scored too, to take that off.'),
    cont_column: someText('ll: the column with the text whose likelihood counts. Default cont.'),
    choices: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description: 'clp: the choices.',
    },
    choices_column: someText('clp: the column with the choices. Default choices.'),
  },
} as const;
