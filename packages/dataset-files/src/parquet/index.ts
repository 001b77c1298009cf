import { defineDataset, type OptionsOf } from 'oc-sdk';
import { fileDataset } from '../file-dataset.ts';
import { fileOptions } from '../options.ts';
import { parquetFormat } from './parquet-format.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: fileOptions,
} as const;

/** Apache Parquet, row group by row group. */
export default defineDataset({
  name: 'files/parquet',
  summary: 'Rows from Parquet files.',
  optionsSchema,
  create: async (options: OptionsOf<typeof optionsSchema>, context) =>
    fileDataset(options, parquetFormat(await import('./load.ts')), context),
});
