import type { LogitsProcessorList, Tensor } from '@huggingface/transformers';
import type { Library } from './load.ts';
import type { GenerationOptions } from './options.ts';

/** Number of candidates where `top_k` is not said: the default of the library, which draws among so many. */
const DEFAULT_TOP_K = 50;

/** The library reads `top_p` and ignores it; this is its part. Temperature has been applied before. */
export function topPProcessors(library: Library, generation: GenerationOptions): LogitsProcessorList {
  const processors = new library.LogitsProcessorList();
  const { do_sample = false, top_p = 1, top_k = DEFAULT_TOP_K } = generation;
  if (!do_sample || top_p >= 1) return processors;
  class TopP extends library.LogitsProcessor {
    override _call(_sequences: bigint[][], logits: Tensor): Tensor {
      const vocabulary = logits.dims.at(-1) ?? 0;
      const data = logits.data as Float32Array;
      for (let start = 0; start < data.length; start += vocabulary) {
        keepNucleus(data.subarray(start, start + vocabulary), top_p, top_k);
      }
      return logits;
    }
  }
  processors.push(new TopP());
  return processors;
}

/**
 * Nucleus sampling (Holtzman et al. 2020, arXiv:1904.09751): of the `topK` most probable tokens (0: of all) keeps the
 * smallest set whose share of their probability is at least `topP`; the logits of all others become -Infinity.
 */
export function keepNucleus(logits: Float32Array, topP: number, topK: number): void {
  const candidates = candidatesOf(logits, topP, topK);
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  const kept = new Set<number>();
  let share = 0;
  for (const { token, weight } of candidates) {
    if (share >= topP * total) break;
    kept.add(token);
    share += weight;
  }
  for (const token of logits.keys()) if (!kept.has(token)) logits[token] = Number.NEGATIVE_INFINITY;
}

/**
 * The tokens that can be in the nucleus, most probable first. Those with less than (1 - topP) / vocabulary of the
 * probability have less than 1 - topP of it together and come last, so they cannot: a large vocabulary is not sorted.
 */
function candidatesOf(logits: Float32Array, topP: number, topK: number): { token: number; weight: number }[] {
  const greatest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - greatest));
  const least = (weights.reduce((sum, weight) => sum + weight, 0) * (1 - topP)) / weights.length;
  const candidates: { token: number; weight: number }[] = [];
  for (const [token, weight] of weights.entries()) if (weight >= least) candidates.push({ token, weight });
  candidates.sort((a, b) => b.weight - a.weight);
  return topK > 0 ? candidates.slice(0, topK) : candidates;
}
