import { createPluginHost, suggest } from 'oc-plugin-host';
import { type Config, loadConfig } from '../../config/index.ts';
import { badUsage } from '../../errors.ts';
import { pluginPlaces } from '../../pipeline/plugin-places.ts';
import { previewsOf, wordsOf } from '../../pipeline/previews.ts';
import type { PromptPreview, ShownPrompt } from '../../pipeline/worker-module.ts';
import type { ConfigFlags } from '../flags.ts';
import { createTerminalLogger } from '../terminal-logger.ts';
import { requestOf } from './request.ts';

export interface PromptFlags extends ConfigFlags {
  readonly dataset: readonly string[] | undefined;
  readonly model: readonly string[] | undefined;
  readonly n: number;
}

/** `oc-core prompt`: the prompts of the first samples, as the models get them. Nothing is asked. */
export async function prompt(named: string | undefined, flags: PromptFlags): Promise<number> {
  const logger = createTerminalLogger(
    process.stderr,
    flags.debug ?? false,
    (line) => void process.stderr.write(`${line}\n`),
  );
  const { signal } = new AbortController();
  // How answers are scored does not matter here.
  const request = { ...requestOf(named, flags), mode: 'infer' } as const;
  const host = createPluginHost({ searchFrom: pluginPlaces(request.cwd) });
  const config = await loadConfig({ ...request, host });
  const { cache } = request;
  const previews = previewsOf(config, chosen(config, flags), { host, logger, signal, cache, count: flags.n });
  await print(previews, flags.json ?? false);
  return 0;
}

function chosen({ models, datasets, combinations }: Config, { model, dataset }: PromptFlags) {
  checkNames('model', model, models);
  checkNames('dataset', dataset, datasets);
  const pairs = combinations
    .flatMap((each) => each.models.flatMap((one) => each.datasets.map((other) => ({ model: one, dataset: other }))))
    .filter((pair) => (model?.includes(pair.model) ?? true) && (dataset?.includes(pair.dataset) ?? true));
  return { pairs, datasets: datasets.filter(({ abbr }) => pairs.some((pair) => pair.dataset === abbr)) };
}

function checkNames(
  what: 'model' | 'dataset',
  named: readonly string[] | undefined,
  blocks: readonly { readonly abbr: string }[],
): void {
  const known = blocks.map(({ abbr }) => abbr);
  const unknown = named?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const guess = suggest(unknown, known);
  throw badUsage(
    `the config has no ${what} with the abbr ${JSON.stringify(unknown)}`,
    guess === undefined ? `There are: ${known.join(', ')}.` : `Did you mean ${JSON.stringify(guess)}?`,
  );
}

async function print(previews: AsyncIterable<PromptPreview>, isJson: boolean): Promise<void> {
  const all: PromptPreview[] = [];
  for await (const preview of previews) {
    if (isJson) all.push(preview);
    else process.stdout.write(textOf(preview));
  }
  if (isJson) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
}

/** A heading for each prompt, and the prompt to the letter. */
function textOf({ dataset, model, inferencer, index, prompts, problem }: PromptPreview): string {
  const sample = `${dataset}, ${model}, ${inferencer}, row ${index}`;
  if (problem) return `--- ${sample}: cannot be asked: ${problem.message} (${problem.code})\n`;
  return prompts.map((shown) => `--- ${sample}${about(shown)}\n${wordsOf(shown)}\n`).join('');
}

function about({ label, tokens, text }: ShownPrompt): string {
  const counted = tokens === undefined ? '' : `: ${tokens} token${tokens === 1 ? '' : 's'}`;
  const rendered = text === undefined ? ' (messages; the model behind the server renders them)' : '';
  return `${label === undefined ? '' : `, label ${JSON.stringify(label)}`}${counted}${rendered}`;
}
