import type { InferencerConfig, PplScoring } from 'oc-plugin-host';
import type { LabelScore } from 'oc-sdk/run-directory';
import { noAnswerMark } from '../../errors.ts';
import type { Examples } from '../prompts/examples.ts';
import type { Asking, Inferencer, ModelLimits, Scored, Step } from './inferencer.ts';
import { type Choice, choicesOf, commonContext, sumNll } from './labels.ts';
import { fitting, goldOf, type Preparation, prepareEach } from './preparation.ts';

type PplConfig = Extract<InferencerConfig, { type: 'ppl' }>;

/**
 * The model scores the text of every label, and the label with the lowest score is the prediction. `full` is
 * OpenCompass's perplexity: the summed negative log-likelihood of the text divided by its tokens, the
 * begin-of-sequence token counted though it is never scored. `continuation_*` takes only the tokens behind what all
 * labels have in common: their sum, per token, or per UTF-8 byte (the accuracy norm of lm-evaluation-harness).
 *
 * With `normalizing_str`, only the answer (what follows the `sep_token`) counts: its mean surprise behind the prompt,
 * less that behind the normalizing text.
 */
export function pplInferencer(config: PplConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  return {
    kind: 'score',
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (samples) =>
      prepareEach(samples, preparation, async (sample, examples) => {
        const choices = await fitting(
          examples,
          (taken) => textsOf(config, sample.row, preparation, taken),
          (all) => all.map(({ text }) => text),
          preparation,
        );
        const gold = goldOf(sample, preparation.reader);
        const { normalizingStr: norm } = config;
        const ask = () =>
          norm === undefined ? askWhole(choices, config.scoring, gold) : askNormalized(choices, norm, gold);
        return { prefix: choices[0]?.text ?? '', labels: choices.map(({ label }) => label), ask };
      }),
  };
}

function textsOf(
  config: PplConfig,
  row: Parameters<Preparation['renderer']['forLabels']>[0],
  { renderer, presenter }: Preparation,
  examples: Examples,
): readonly Choice[] {
  const choices = choicesOf(config.labels, renderer.forLabels(row, examples), presenter);
  const unmarked = choices.find(({ answerStart }) => answerStart === undefined);
  if (config.normalizingStr !== undefined && unmarked) throw noAnswerMark(unmarked.label);
  return choices;
}

function* askWhole(choices: readonly Choice[], scoring: PplScoring, gold: { gold?: unknown }): Asking {
  const common = commonContext(choices.map(({ text }) => text));
  const requests = choices.map(({ text }) => ({ context: text.slice(0, common), continuation: text.slice(common) }));
  const results = (yield { kind: 'score', requests }) as readonly Scored[];
  const labels = choices.map((choice, i) => wholeScore(choice, results[i] as Scored, scoring, common));
  return { prediction: lowest(labels), ...gold, labels };
}

function wholeScore({ label, text }: Choice, scored: Scored, scoring: PplScoring, common: number): LabelScore {
  const isFull = scoring === 'full';
  const nll = sumNll(scored, isFull);
  const tokens = isFull ? scored.tokens : scored.continuationTokens;
  const divisor =
    scoring === 'continuation_sum'
      ? 1
      : scoring === 'continuation_byte'
        ? Buffer.byteLength(text.slice(common))
        : tokens;
  // A label without a text of its own has nothing that could surprise.
  return { label, prompt: text, nll, tokens, score: divisor === 0 ? 0 : nll / divisor };
}

function* askNormalized(choices: readonly Choice[], norm: string, gold: { gold?: unknown }): Asking {
  const answers = choices.map(({ text, answerStart }) => text.slice(answerStart));
  const contexts = choices.map(({ text, answerStart }) => text.slice(0, answerStart));
  const inPrompt: Step = {
    kind: 'score',
    requests: answers.map((continuation, i) => ({ context: contexts[i] ?? '', continuation })),
  };
  const behind = (yield inPrompt) as readonly Scored[];
  const alone = (yield {
    kind: 'score',
    requests: answers.map((continuation) => ({ context: norm, continuation })),
  }) as readonly Scored[];
  const labels = choices.map(({ label, text }, i): LabelScore => {
    const [first, second] = [behind[i], alone[i]] as [Scored, Scored];
    const score = meanOfContinuation(first) - meanOfContinuation(second);
    return { label, prompt: text, nll: sumNll(first, false), tokens: first.continuationTokens, score };
  });
  return { prediction: lowest(labels), ...gold, labels };
}

function meanOfContinuation(scored: Scored): number {
  return scored.continuationTokens === 0 ? 0 : sumNll(scored, false) / scored.continuationTokens;
}

/** Of equal ones, the first. */
function lowest(labels: readonly LabelScore[]): string {
  return labels.reduce((best, label) => (label.score < best.score ? label : best)).label;
}
