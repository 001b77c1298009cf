import { defineEvaluator } from 'oc-sdk';
import { labelsOf } from '../labels.ts';
import { judgeAll } from '../sample-evaluator.ts';

/** `bpc`: bits for a character (code point) of all texts together: the sum of nll / (characters · ln 2). */
export default defineEvaluator({
  name: 'bpc',
  summary: 'Bits per character of the texts.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () => ({
    evaluate(samples, { signal }) {
      const details = judgeAll(samples, signal, (sample) => {
        const labels = labelsOf(sample, 'bpc', 'ppl_only');
        const loss = labels.reduce((sum, { nll }) => sum + nll, 0);
        return { loss, characters: labels.reduce((sum, { prompt }) => sum + [...prompt].length, 0) };
      });
      const loss = details.reduce((sum, detail) => sum + detail.loss, 0);
      const characters = details.reduce((sum, detail) => sum + detail.characters, 0);
      return { metrics: { bpc: characters === 0 ? 0 : loss / (characters * Math.LN2) }, details };
    },
  }),
});
