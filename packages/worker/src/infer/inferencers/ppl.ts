import type { InferencerConfig, PplScoring } from 'oc-plugin-host';
import type { ScoreRequest, ScoreResult } from 'oc-sdk';
import type { LabelScore } from 'oc-sdk/run-directory';
import { cannotScore, noSuchLabel } from '../../errors.ts';
import type { PromptRenderer } from '../prompts/render.ts';
import type { ModelLimits } from './gen.ts';
import { type Answer, failureOf, type Inferencer, type PreparedSample } from './inferencer.ts';

type PplConfig = Extract<InferencerConfig, { type: 'ppl' }>;
type Scored = Exclude<ScoreResult, { error: unknown }>;

/**
 * The model scores the text of every label, and the label with the lowest score is the prediction. `full` is
 * OpenCompass's perplexity: the summed negative log-likelihood of the text divided by its tokens, the
 * begin-of-sequence token counted though it is never scored. `continuation_*` takes only the tokens behind what all
 * labels have in common: their sum, per token, or per UTF-8 byte (the accuracy norm of lm-evaluation-harness).
 */
export function pplInferencer(
  config: PplConfig,
  renderer: PromptRenderer,
  outputColumn: string | undefined,
  limits: ModelLimits,
): Inferencer {
  return {
    batchSize: config.batchSize ?? limits.batchSize,
    prepare(sample) {
      const texts = renderer.forLabels(sample.row);
      const wanted = config.labels?.map((label) => textOfLabel(texts, label));
      return {
        sample,
        gold: outputColumn === undefined ? undefined : sample.row[outputColumn],
        prompt: { mode: 'ppl', labels: wanted ?? texts },
      };
    },
    async *ask(model, samples, options) {
      if (model.score === undefined) throw cannotScore('the model');
      const { requests, owners } = requestsOf(samples);
      const collected = samples.map((): ScoreResult[] => []);
      for await (const result of model.score(requests, options)) {
        const position = owners[result.index] as number;
        const results = collected[position] as ScoreResult[];
        results.push(result);
        if (results.length === labelsOf(samples[position] as PreparedSample).length) {
          yield answerOf(samples[position] as PreparedSample, position, results, config.scoring);
        }
      }
    },
  };
}

function textOfLabel<Text extends { label: string }>(texts: readonly Text[], label: string): Text {
  const found = texts.find((text) => text.label === label);
  if (found) return found;
  throw noSuchLabel(
    label,
    texts.map((text) => text.label),
  );
}

/** Requests for all labels of all samples, and which sample each belongs to. */
function requestsOf(samples: readonly PreparedSample[]): { requests: ScoreRequest[]; owners: number[] } {
  const requests: ScoreRequest[] = [];
  const owners: number[] = [];
  for (const [position, prepared] of samples.entries()) {
    const texts = labelsOf(prepared).map(({ text }) => text);
    const common = commonContext(texts);
    for (const text of texts) {
      requests.push({ index: requests.length, context: text.slice(0, common), continuation: text.slice(common) });
      owners.push(position);
    }
  }
  return { requests, owners };
}

/** Length of what all texts begin with, cut back to before a blank, so that no word is divided. */
function commonContext(texts: readonly string[]): number {
  const [first = '', ...others] = texts;
  let length = 0;
  while (length < first.length && others.every((text) => text[length] === first[length])) length += 1;
  const blank = first.slice(0, length).search(/\s+\S*$/);
  return blank === -1 ? 0 : blank;
}

function answerOf(
  prepared: PreparedSample,
  position: number,
  results: readonly ScoreResult[],
  scoring: PplScoring,
): Answer {
  const failure = results.find((result) => 'error' in result);
  if (failure) return failureOf(prepared, position, failure);
  const inOrder = (results as readonly Scored[]).toSorted((a, b) => a.index - b.index);
  const labels = labelsOf(prepared).map(({ label, text }, i) =>
    labelScore(label, text, inOrder[i] as Scored, prepared, scoring),
  );
  const best = labels.reduce((lowest, label) => (label.score < lowest.score ? label : lowest));
  const { sample, gold } = prepared;
  return {
    position,
    promptTokens: inOrder.reduce((sum, { tokens }) => sum + tokens, 0),
    outputTokens: 0,
    record: {
      index: sample.index,
      status: 'ok',
      id: sample.id,
      prediction: best.label,
      ...(gold === undefined ? {} : { gold }),
      labels,
    },
  };
}

function labelScore(
  label: string,
  text: string,
  scored: Scored,
  prepared: PreparedSample,
  scoring: PplScoring,
): LabelScore {
  const { logProbabilities, continuationTokens } = scored;
  const counted =
    scoring === 'full' ? logProbabilities : logProbabilities.slice(logProbabilities.length - continuationTokens);
  const nll = -counted.reduce((sum, logProbability) => sum + logProbability, 0);
  const tokens = scoring === 'full' ? scored.tokens : continuationTokens;
  return { label, prompt: text, nll, tokens, score: nll / divisorOf(scoring, tokens, text, prepared) };
}

function divisorOf(scoring: PplScoring, tokens: number, text: string, prepared: PreparedSample): number {
  switch (scoring) {
    case 'full':
    case 'continuation_mean':
      return tokens;
    case 'continuation_sum':
      return 1;
    case 'continuation_byte':
      return Buffer.byteLength(text.slice(commonContext(labelsOf(prepared).map((label) => label.text))));
  }
}

function labelsOf({ prompt }: PreparedSample): readonly { label: string; text: string }[] {
  return prompt.mode === 'ppl' ? prompt.labels : [];
}
