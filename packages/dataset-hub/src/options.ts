import { FORMATS, formatOptions, joinOption, rowOptions } from 'oc-dataset-files';

const patterns = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  ],
} as const;

/** The options of a dataset of the hub. */
export const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path', 'files'],
  properties: {
    path: {
      type: 'string',
      pattern: '^[\\w.-]+/[\\w.-]+$',
      description: 'The dataset, as the hub names it: OWNER/NAME.',
    },
    files: {
      description:
        'Its files: a path with {split} and * in it (data/{split}-*.parquet), a list of them, or a map from split to these.',
      anyOf: [...patterns.anyOf, { type: 'object', minProperties: 1, additionalProperties: patterns }],
    },
    revision: {
      type: 'string',
      pattern: '^(?!.*\\.\\.)[\\w./-]+$',
      default: 'main',
      description: 'Branch, tag or commit. A commit can never change.',
    },
    format: { enum: FORMATS, description: 'Format of the files. Default: what their names tell.' },
    ...formatOptions,
    join: joinOption('files'),
    ...rowOptions,
  },
} as const;
