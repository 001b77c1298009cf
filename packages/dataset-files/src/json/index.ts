import { defineDataset, type OptionsOf } from 'oc-sdk';
import { fileDataset } from '../file-dataset.ts';
import { fileOptions } from '../options.ts';
import { jsonFormat, jsonOptions } from './json-format.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    ...fileOptions,
    ...jsonOptions,
  },
} as const;

/** One array of objects. It is read as a stream, whatever its size. */
export default defineDataset({
  name: 'files/json',
  summary: 'Rows from JSON files that hold an array of objects.',
  optionsSchema,
  create: (options: OptionsOf<typeof optionsSchema>, context) =>
    fileDataset(options, jsonFormat(options.rows_path), context),
});
