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
 * smallest set whose share of their probability is at least `topP`, and what is as probable as the last of it; the
 * logits of all others become -Infinity.
 */
export function keepNucleus(logits: Float32Array, topP: number, topK: number): void {
  const greatest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - greatest));
  const candidates = weights
    .toSorted()
    .reverse()
    .subarray(0, topK || weights.length);
  const least = leastOfNucleus(candidates, topP * candidates.reduce((sum, weight) => sum + weight, 0));
  for (const [token, weight] of weights.entries()) if (weight < least) logits[token] = Number.NEGATIVE_INFINITY;
}

/** The weight at which a sum from the greatest on reaches `share`. */
function leastOfNucleus(descending: Float64Array, share: number): number {
  let sum = 0;
  for (const weight of descending) {
    sum += weight;
    if (sum >= share) return weight;
  }
  return 0;
}
