import { join } from 'node:path';
import { canonicalHash, isGenerating, type PluginHost } from 'oc-plugin-host';
import type { Logger, TokenCount } from 'oc-sdk';
import type { Config } from '../../config/types.ts';
import type { RunCosts } from '../../costs/run-costs.ts';
import type { Plan, PlannedPair } from '../1-plan.ts';
import { mapFew } from '../map-few.ts';
import { remembered } from '../splits.ts';
import { loadWorker } from '../worker-module.ts';
import { UNKNOWN } from './amounts.ts';

/** Tokens that a plan reads and writes for one pair. */
export interface PairTokens {
  readonly model: string;
  readonly samples: number;
  readonly prompt: TokenCount;
  readonly output: TokenCount;
}

export interface TokensRequest {
  readonly config: Config;
  readonly plan: Plan;
  readonly costs: RunCosts;
  readonly host: PluginHost;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly cache: string;
  readonly limit: number | undefined;
}

/** Samples of a dataset whose prompts are counted: the first. */
const COUNTED_SAMPLES = 32;

/** Of every pair that the plan asks: as earlier runs took, else from some prompts and the most that answers may have. */
export async function tokensOf(request: TokensRequest): Promise<PairTokens[]> {
  const asked = new Map<string, number>();
  for (const { model, parts } of request.plan.infer)
    for (const { dataset, start, end } of parts)
      asked.set(`${model}/${dataset}`, (asked.get(`${model}/${dataset}`) ?? 0) + end - start);
  const pairs = request.plan.pairs.filter(({ spec }) => asked.has(`${spec.model}/${spec.dataset}`));
  const memory = new Map<string, Promise<Rendered>>();
  return await mapFew(pairs, async (pair) => {
    const samples = asked.get(`${pair.spec.model}/${pair.spec.dataset}`) as number;
    return { model: pair.spec.model, samples, ...(await ofSamples(pair, samples, request, memory)) };
  });
}

type Both = Pick<PairTokens, 'prompt' | 'output'>;

async function ofSamples(
  pair: PlannedPair,
  samples: number,
  request: TokensRequest,
  memory: Map<string, Promise<Rendered>>,
): Promise<Both> {
  const measured = request.costs.tokens(pair);
  const times = (mean: number, from: TokenCount['from']): TokenCount => ({ count: Math.round(mean * samples), from });
  if (measured) return { prompt: times(measured.prompt, 'measured'), output: times(measured.output, 'measured') };
  const rendered = await renderedOnce(pair, request, memory);
  const { inferencer } = pair.dataset.infer;
  if (rendered === null) return { prompt: UNKNOWN, output: isGenerating(inferencer) ? UNKNOWN : times(0, 'measured') };
  const prompt = times(rendered.promptTokens, 'estimated');
  if (!isGenerating(inferencer)) return { prompt, output: times(0, 'measured') };
  const longest = inferencer.maxOutLen ?? pair.model.maxOutLen;
  return { prompt, output: longest === undefined ? UNKNOWN : times(rendered.answers * longest, 'at_most') };
}

/** Means of a sample; null: its prompts cannot be made without asking a model. */
type Rendered = { readonly promptTokens: number; readonly answers: number } | null;

/** The same prompts are counted once for all models that get them in the same form, and not again in the next run. */
async function renderedOnce(
  pair: PlannedPair,
  { cache, limit, ...request }: TokensRequest,
  memory: Map<string, Promise<Rendered>>,
): Promise<Rendered> {
  const { model, dataset, costKey } = pair;
  if (dataset.embeddings || dataset.scorer) return null;
  const { compat } = request.config;
  const form = [model.metaTemplate, model.maxSeqLen, compat, dataset.reader.testRange, limit, dataset.repeats.n];
  const key = canonicalHash([costKey, COUNTED_SAMPLES, ...form.map((each) => each ?? null)], 40);
  const make = () => render(pair, { ...request, cache, limit });
  const known = memory.get(key) ?? remembered(join(cache, 'prompts', `${key}.json`), make);
  memory.set(key, known);
  return await known;
}

async function render(
  { model, dataset }: PlannedPair,
  { config: { compat }, plan, host, logger, signal, limit }: TokensRequest,
): Promise<Rendered> {
  const { countPrompts } = await loadWorker();
  const counts = countPrompts({
    models: { [model.abbr]: model.spec },
    datasets: { [dataset.abbr]: dataset.spec },
    splits: plan.splits,
    ...(compat === undefined ? {} : { compat }),
    ...(limit === undefined ? {} : { limit }),
    ...{ host, logger, signal },
    pairs: [{ model: model.abbr, dataset: dataset.abbr }],
    count: COUNTED_SAMPLES,
  });
  for await (const { samples, promptTokens, answers } of counts)
    if (samples > 0) return { promptTokens: promptTokens / samples, answers: answers / samples };
  return null;
}
