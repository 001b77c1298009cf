import { defineEvaluator } from 'oc-sdk';
import { type Label, labelsOf } from '../labels.ts';
import { judgeAll } from '../sample-evaluator.ts';

/**
 * `average_ppl`: the mean over the samples of nll per token, in nats: what OpenCompass calls PPL, though it is its
 * logarithm. `perplexity`: exp(sum of nll / sum of tokens), in the usual sense.
 */
export default defineEvaluator({
  name: 'average-ppl',
  summary: 'Mean loss per token, and perplexity.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () => ({
    evaluate(samples, { signal }) {
      const details = judgeAll(samples, signal, (sample) => {
        const [{ nll, tokens }] = labelsOf(sample, 'average-ppl', 'ppl_only') as readonly [Label];
        return { ppl: tokens === 0 ? 0 : nll / tokens, nll, tokens };
      });
      const nll = details.reduce((sum, detail) => sum + detail.nll, 0);
      const tokens = details.reduce((sum, detail) => sum + detail.tokens, 0);
      const ppl = details.reduce((sum, detail) => sum + detail.ppl, 0);
      const perplexity = tokens === 0 ? 1 : Math.min(Math.exp(nll / tokens), Number.MAX_VALUE);
      return { metrics: { average_ppl: details.length === 0 ? 0 : ppl / details.length, perplexity }, details };
    },
  }),
});
