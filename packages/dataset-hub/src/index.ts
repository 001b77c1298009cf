import { setTimeout } from 'node:timers/promises';
import { defineDataset, type OptionsOf } from 'oc-sdk';
import { optionsSchema } from './options.ts';

/** A dataset of the Hugging Face hub, or of a mirror: fetched once, kept in the cache of the hub's other clients. */
export default defineDataset({
  name: 'hub',
  summary: 'Rows from datasets of the Hugging Face hub.',
  optionsSchema,
  async create(options: OptionsOf<typeof optionsSchema>, context) {
    const { hubDataset } = await import('./hub-dataset.ts');
    return await hubDataset(options, context, (ms) => setTimeout(ms, undefined, { signal: context.signal }));
  },
});
