import { gpus, pluginBlock, postprocessors } from './parts.ts';

/** `eval_cfg`. */
export const evaluation = {
  type: 'object',
  additionalProperties: false,
  required: ['evaluator'],
  description: 'How answers are scored.',
  properties: {
    evaluator: pluginBlock,
    pred_postprocessor: postprocessors,
    dataset_postprocessor: postprocessors,
    pred_role: {
      type: 'string',
      description: "The role of the model's meta template whose text is the answer, cut out by its begin and end.",
    },
    extractions: {
      type: 'array',
      minItems: 1,
      description: 'Several ways to read the same answers, each with its own metrics.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', pattern: '^[^()]+$', description: 'Stands behind its metrics: accuracy (strict).' },
          evaluator: { ...pluginBlock, description: 'Instead of that of eval_cfg.' },
          pred_postprocessor: { ...postprocessors, description: 'Applied after those of eval_cfg.' },
        },
      },
    },
    num_gpus: gpus,
  },
} as const;
