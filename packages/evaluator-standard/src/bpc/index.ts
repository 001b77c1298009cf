import { bySample, defineEvaluator } from 'oc-sdk';
import { labelsOf } from '../labels.ts';

/** `bpc`: bits for a character (code point) of all texts together: the sum of nll / (characters · ln 2). */
export default defineEvaluator({
  name: 'bpc',
  summary: 'Bits per character of the texts.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () =>
    bySample(() => {
      let [loss, characters] = [0, 0];
      return {
        add(sample) {
          const labels = labelsOf(sample, 'bpc', 'ppl_only');
          const own = {
            loss: labels.reduce((sum, { nll }) => sum + nll, 0),
            characters: labels.reduce((sum, { prompt }) => sum + [...prompt].length, 0),
          };
          loss += own.loss;
          characters += own.characters;
          return own;
        },
        compute: () => ({ bpc: characters === 0 ? 0 : loss / (characters * Math.LN2) }),
      };
    }),
});
