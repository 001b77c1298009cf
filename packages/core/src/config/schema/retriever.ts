import { RETRIEVER_NAMES } from 'oc-plugin-host';
import { pluginBlock, text } from './parts.ts';

/** `infer_cfg.retriever`. */
export const retriever = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  description: 'Which examples are shown. Default: none.',
  properties: {
    type: { enum: Object.keys(RETRIEVER_NAMES), description: 'How they are chosen.' },
    fix_id_list: {
      type: 'array',
      items: { type: 'integer', minimum: 0 },
      description: 'fix_k: rows of the train split, from 0.',
    },
    ice_num: { type: 'integer', minimum: 1, description: 'How many examples. Default 1.' },
    k: { type: 'integer', minimum: 1, description: 'sliding_window: how many examples.' },
    seed: { type: 'integer', description: 'random, mdl: another seed draws others. Default 43, for mdl 1.' },
    embeddings: { ...pluginBlock, description: 'topk, dpp, votek, mdl: the model that embeds texts.' },
    scorer: { ...pluginBlock, description: 'mdl: the model whose surprise at labels decides.' },
    select_time: { type: 'integer', minimum: 1, description: 'mdl: choices that are compared. Default 5.' },
    candidate_num: { type: 'integer', minimum: 1, description: 'dpp, mdl: how many of the nearest to choose among.' },
    scale_factor: { type: 'number', exclusiveMinimum: 0, description: 'dpp: weight of variety. Default 0.1.' },
    votek_k: { type: 'integer', minimum: 1, description: 'votek: neighbours that a row votes for. Default 3.' },
    ice_separator: text('Between examples that are texts. Default: a line break.'),
    ice_eos_token: text('Behind the last of them. Default: a line break.'),
  },
} as const;
