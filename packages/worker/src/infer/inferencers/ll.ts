import type { InferencerConfig } from 'oc-plugin-host';
import type { LabelScore } from 'oc-sdk/run-directory';
import { noContinuation } from '../../errors.ts';
import { textOf } from '../prompts/fill.ts';
import type { Asking, Inferencer, ModelLimits, Scored } from './inferencer.ts';
import { type Choice, choicesOf, sumNll } from './labels.ts';
import { fitting, goldOf, type Preparation, prepareEach } from './preparation.ts';

type LlConfig = Extract<InferencerConfig, { type: 'll' }>;

/**
 * The label after whose prompt the text of a column is the likeliest: for data where the labels differ in what stands
 * before, not in the answer. The sum of the log-likelihoods decides.
 */
export function llInferencer(config: LlConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  const { renderer, presenter, reader } = preparation;
  return {
    kind: 'score',
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (samples) =>
      prepareEach(samples, preparation, async (sample, examples) => {
        const choices = await fitting(
          examples,
          (taken) => choicesOf(config.labels, renderer.forLabels(sample.row, taken), presenter),
          (all) => all.map(({ text }) => text),
          preparation,
        );
        const continuation = textOf(sample.row[config.contColumn]);
        const unfit = choices.find(({ text }) => continuation === '' || !text.trimEnd().endsWith(continuation));
        if (unfit) throw noContinuation(config.contColumn, continuation, unfit.label);
        const ask = () => askLabels(choices, continuation, goldOf(sample, reader));
        return { prefix: choices[0]?.text ?? '', labels: choices.map(({ label }) => label), ask };
      }),
  };
}

function* askLabels(choices: readonly Choice[], continuation: string, gold: { gold?: unknown }): Asking {
  const requests = choices.map(({ text }) => {
    const end = text.trimEnd().length;
    return { context: text.slice(0, end - continuation.length), continuation };
  });
  const results = (yield { kind: 'score', requests }) as readonly Scored[];
  const labels = choices.map(({ label, text }, i): LabelScore => {
    const scored = results[i] as Scored;
    const nll = sumNll(scored, false);
    return { label, prompt: text, nll, tokens: scored.continuationTokens, score: nll };
  });
  const best = labels.reduce((lowest, label) => (label.score < lowest.score ? label : lowest));
  return { prediction: best.label, ...gold, labels };
}
