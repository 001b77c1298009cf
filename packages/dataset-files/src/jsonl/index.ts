import { defineDataset, type OptionsOf } from 'oc-sdk';
import { fileDataset } from '../file-dataset.ts';
import { fileOptions } from '../options.ts';
import { jsonlFormat } from './jsonl-format.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: fileOptions,
} as const;

/** JSON Lines: one object on every line; blank lines are no rows. */
export default defineDataset({
  name: 'files/jsonl',
  summary: 'Rows from JSON Lines files.',
  optionsSchema,
  create: (options: OptionsOf<typeof optionsSchema>, context) => fileDataset(options, jsonlFormat, context),
});
