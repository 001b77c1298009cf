import type { InferencerConfig } from 'oc-plugin-host';
import type { Asking, Inferencer, ModelLimits, Scored } from './inferencer.ts';
import { sumNll } from './labels.ts';
import { fitting, type Preparation, prepareEach } from './preparation.ts';

type PplOnlyConfig = Extract<InferencerConfig, { type: 'ppl_only' }>;

/**
 * The perplexity of the prompt itself, with no choice to make: OpenCompass's, the summed negative log-likelihood divided
 * by the tokens. It is the score of a single label without a name, and as a number the prediction.
 */
export function pplOnlyInferencer(config: PplOnlyConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  const { renderer, presenter } = preparation;
  return {
    kind: 'score',
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (samples) =>
      prepareEach(samples, preparation, async (sample, examples) => {
        const text = await fitting(
          examples,
          (taken) => presenter.toScore(renderer.withAnswer(sample.row, taken)),
          (whole) => [whole],
          preparation,
        );
        return { prefix: text, ask: () => askText(text) };
      }),
  };
}

function* askText(text: string): Asking {
  const [scored] = (yield { kind: 'score', requests: [{ context: '', continuation: text }] }) as readonly [Scored];
  const nll = sumNll(scored, true);
  const score = scored.tokens === 0 ? 0 : nll / scored.tokens;
  return { prediction: String(score), labels: [{ label: '', prompt: text, nll, tokens: scored.tokens, score }] };
}
