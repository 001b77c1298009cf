import { type LoadedModel, setting } from './load.ts';

/** Rows in a batch where the caller does not say. */
export const DEFAULT_BATCH_SIZE = 16;

/** Half a GiB of float32 logits, which the runtime and JavaScript hold once each. */
const MOST_LOGITS = 2 ** 27;

/** How many tokens' logits may be in memory together: large vocabularies make them big. */
export function logitRowsThatFit({ model }: LoadedModel): number {
  const vocabulary = setting(model, 'vocab_size');
  return Math.floor(MOST_LOGITS / (typeof vocabulary === 'number' ? vocabulary : 2 ** 18));
}
