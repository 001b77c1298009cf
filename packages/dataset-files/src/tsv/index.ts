import { defineDataset, type OptionsOf } from 'oc-sdk';
import { delimitedDataset } from '../csv/delimited-dataset.ts';
import { delimitedOptions } from '../csv/options.ts';

const optionsSchema = delimitedOptions('\t');

/** Tab-separated values, quoted like CSV; every value is text. */
export default defineDataset({
  name: 'files/tsv',
  summary: 'Rows from TSV files.',
  optionsSchema,
  create: (options: OptionsOf<typeof optionsSchema>, context) => delimitedDataset(options, context),
});
