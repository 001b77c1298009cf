import { datasetKeys } from './schema/dataset.ts';
import { modelKeys } from './schema/model.ts';
import { pluginBlock } from './schema/parts.ts';
import { runnerKeys } from './schema/runner.ts';
import { template } from './schema/template.ts';

const stage = (description: string) =>
  ({
    type: 'object',
    additionalProperties: false,
    description,
    properties: {
      partitioner: { ...pluginBlock, description: 'How the work is cut.' },
      runner: { ...pluginBlock, properties: runnerKeys, description: 'Where the work runs.' },
    },
  }) as const;

const names = { type: 'array', minItems: 1, items: { type: 'string' } } as const;

/** What core itself checks of a config, once names are resolved and bare types spelled out. */
export const configSchema = {
  type: 'object',
  // Said once: it stands in several places, and each would be compiled.
  definitions: { template },
  additionalProperties: false,
  required: ['models', 'datasets'],
  properties: {
    models: {
      type: 'array',
      minItems: 1,
      description: 'Models to evaluate: blocks or names.',
      items: { type: 'object', required: ['type'], properties: modelKeys },
    },
    datasets: {
      type: 'array',
      minItems: 1,
      description: 'Datasets to evaluate on: blocks or names.',
      items: { type: 'object', required: ['type', 'infer_cfg'], properties: datasetKeys },
    },
    infer: stage('The models answer.'),
    eval: stage('The answers are scored.'),
    summarizer: { ...pluginBlock, description: 'How the results are shown.' },
    compat: {
      enum: ['opencompass'],
      description: 'Do as OpenCompass does where oc-core does better: for comparing with its scores.',
    },
    allow_code_execution: {
      type: 'boolean',
      description: 'Whether programs that a model wrote may be run to score them. Default false.',
    },
    work_dir: { type: 'string', minLength: 1, description: 'Folder of the runs, relative to the working directory.' },
    model_dataset_combinations: {
      type: 'array',
      minItems: 1,
      description: 'Which models on which datasets, by abbr. Default: every model on every dataset.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['models', 'datasets'],
        properties: { models: names, datasets: names },
      },
    },
  },
} as const;
