import type { InferencerConfig, Sample } from 'oc-plugin-host';
import type { Prompt } from 'oc-sdk';
import type { LabelScore } from 'oc-sdk/run-directory';
import { choiceTooLong, noChoices } from '../../errors.ts';
import type { Asking, Inferencer, ModelLimits, Scored } from './inferencer.ts';
import { sumNll } from './labels.ts';
import { goldOf, type Preparation, prefixOf, prepareEach, promptOf } from './preparation.ts';

type ClpConfig = Extract<InferencerConfig, { type: 'clp' }>;

/**
 * The probabilities of choices right after the prompt, among themselves: the softmax over their log-probabilities, which
 * is that over their logits, since these differ by one constant. Each choice must be a single token.
 */
export function clpInferencer(config: ClpConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  const { reader } = preparation;
  return {
    kind: 'score',
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (samples) =>
      prepareEach(samples, preparation, async (sample, examples) => {
        const prompt = await promptOf(sample, examples, preparation);
        const choices = choicesOfRow(config, sample);
        const ask = () => askChoices(textToScore(prompt), choices, goldOf(sample, reader));
        return { prefix: prefixOf(prompt), labels: choices, ask };
      }),
  };
}

/** Who scores takes texts: what is said, line by line. */
function textToScore(prompt: Prompt): string {
  return typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n');
}

function choicesOfRow({ choices, choicesColumn }: ClpConfig, { row }: Sample): readonly string[] {
  const found = choices ?? row[choicesColumn];
  if (Array.isArray(found) && found.length > 0 && found.every((choice) => typeof choice === 'string' && choice !== ''))
    return found;
  throw noChoices(choicesColumn);
}

function* askChoices(context: string, choices: readonly string[], gold: { gold?: unknown }): Asking {
  const requests = choices.map((continuation) => ({ context, continuation }));
  const results = (yield { kind: 'score', requests }) as readonly Scored[];
  const long = results.findIndex(({ continuationTokens }) => continuationTokens !== 1);
  if (long !== -1) throw choiceTooLong(choices[long] ?? '', results[long]?.continuationTokens ?? 0);
  const nlls = results.map((scored) => sumNll(scored, false));
  const weights = nlls.map((nll) => Math.exp(Math.min(...nlls) - nll));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const labels = choices.map((label, i): LabelScore => {
    const nll = nlls[i] as number;
    const probability = (weights[i] as number) / total;
    return { label, prompt: context + label, nll, tokens: 1, score: nll, probability };
  });
  const best = labels.reduce((lowest, label) => (label.score < lowest.score ? label : lowest));
  return { prediction: best.label, ...gold, labels };
}
