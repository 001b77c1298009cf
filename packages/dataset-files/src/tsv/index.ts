import { defineDataset, type OptionsOf } from 'oc-sdk';
import { delimitedFormat } from '../csv/delimited-format.ts';
import { delimitedOptions } from '../csv/options.ts';
import { fileDataset } from '../file-dataset.ts';

const optionsSchema = delimitedOptions('\t');

/** Tab-separated values, quoted like CSV; every value is text. */
export default defineDataset({
  name: 'files/tsv',
  summary: 'Rows from TSV files.',
  optionsSchema,
  create: (options: OptionsOf<typeof optionsSchema>, context) =>
    fileDataset(options, delimitedFormat(options), context),
});
