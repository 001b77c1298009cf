import { defineDataset, type OptionsOf } from 'oc-sdk';
import { fileDataset } from '../file-dataset.ts';
import { parseJsonRow } from '../json-row.ts';
import { fileOptions } from '../options.ts';
import { elements } from './elements.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    ...fileOptions,
    rows_path: {
      type: 'string',
      minLength: 1,
      description: 'Where the array of rows is: keys joined by dots (data.items). Default: the file is the array.',
    },
  },
} as const;

/** One array of objects. It is read as a stream, whatever its size. */
export default defineDataset({
  name: 'files/json',
  summary: 'Rows from JSON files that hold an array of objects.',
  optionsSchema,
  create(options: OptionsOf<typeof optionsSchema>, context) {
    const rowsPath = options.rows_path?.split('.') ?? [];
    return fileDataset(
      options,
      { scan: (chunks, file) => elements(chunks, file, rowsPath), parse: parseJsonRow },
      context,
    );
  },
});
