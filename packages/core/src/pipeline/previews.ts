import type { PluginHost } from 'oc-plugin-host';
import type { Logger } from 'oc-sdk';
import type { Config, DatasetBlock } from '../config/types.ts';
import { checkColumns } from './check-columns.ts';
import { readSplits } from './splits.ts';
import { loadWorker, type PromptPreview, type ShownPrompt } from './worker-module.ts';

export interface PreviewChoice {
  readonly pairs: readonly { readonly model: string; readonly dataset: string }[];
  readonly datasets: readonly DatasetBlock[];
}

export interface PreviewMeans {
  readonly host: PluginHost;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly cache: string;
  /** Samples of each pair. */
  readonly count: number;
}

/** The first prompts of pairs, as the models get them. */
export async function* previewsOf(
  config: Pick<Config, 'models' | 'compat'>,
  { pairs, datasets }: PreviewChoice,
  { cache, ...means }: PreviewMeans,
): AsyncGenerator<PromptPreview> {
  const { compat, models } = config;
  await checkColumns({ datasets, compat }, means.host, means);
  const splits = await readSplits({ datasets, ...means, cache });
  const { previewPrompts } = await loadWorker();
  yield* previewPrompts({
    models: Object.fromEntries(models.map(({ abbr, spec }) => [abbr, spec])),
    datasets: Object.fromEntries(datasets.map(({ abbr, spec }) => [abbr, spec])),
    splits,
    ...(compat !== undefined && { compat }),
    ...means,
    pairs,
  });
}

/** A prompt to the letter; messages each below their role. */
export function wordsOf({ text, prompt }: ShownPrompt): string {
  if (text !== undefined) return text;
  if (typeof prompt === 'string') return prompt;
  return prompt.map(({ role, content }) => `[${role}]\n${content}`).join('\n');
}
