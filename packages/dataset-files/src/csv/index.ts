import { defineDataset, type OptionsOf } from 'oc-sdk';
import { fileDataset } from '../file-dataset.ts';
import { delimitedFormat } from './delimited-format.ts';
import { delimitedOptions } from './options.ts';

const optionsSchema = delimitedOptions(',');

/** Comma-separated values as in RFC 4180; every value is text. */
export default defineDataset({
  name: 'files/csv',
  summary: 'Rows from CSV files.',
  optionsSchema,
  create: (options: OptionsOf<typeof optionsSchema>, context) =>
    fileDataset(options, delimitedFormat(options), context),
});
