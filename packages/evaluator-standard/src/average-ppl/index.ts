import { bySample, defineEvaluator } from 'oc-sdk';
import { type Label, labelsOf } from '../labels.ts';

/**
 * `average_ppl`: the mean over the samples of nll per token, in nats: what OpenCompass calls PPL, though it is its
 * logarithm. `perplexity`: exp(sum of nll / sum of tokens), in the usual sense.
 */
export default defineEvaluator({
  name: 'average-ppl',
  summary: 'Mean loss per token, and perplexity.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () =>
    bySample(() => {
      const sums = { samples: 0, ppl: 0, nll: 0, tokens: 0 };
      return {
        add(sample) {
          const [{ nll, tokens }] = labelsOf(sample, 'average-ppl', 'ppl_only') as readonly [Label];
          const ppl = tokens === 0 ? 0 : nll / tokens;
          sums.samples += 1;
          sums.ppl += ppl;
          sums.nll += nll;
          sums.tokens += tokens;
          return { ppl, nll, tokens };
        },
        compute: () => ({
          average_ppl: sums.samples === 0 ? 0 : sums.ppl / sums.samples,
          perplexity: sums.tokens === 0 ? 1 : Math.min(Math.exp(sums.nll / sums.tokens), Number.MAX_VALUE),
        }),
      };
    }),
});
