import type { Sample } from 'oc-plugin-host';
import type { Row, ScoreRequest, ScoreResult } from 'oc-sdk';
import { examplesFailed } from '../../errors.ts';
import { numbers } from './draw.ts';
import { similarities, vectorAt } from './embeddings.ts';
import { highest, type Pool, type Retriever } from './retriever.ts';
import type { Embedder } from './topk.ts';

/** A prompt of one label, cut where the examples end. */
export interface LabelText {
  readonly context: string;
  readonly continuation: string;
}

export interface MdlConfig {
  /** Examples of a sample. */
  readonly count: number;
  /** How many of the nearest to choose among. */
  readonly candidates: number;
  /** How many choices are compared: the nearest rows themselves, and others by chance. */
  readonly selectTime: number;
  readonly seed: number;
}

export interface MdlMeans {
  readonly embedder: Embedder;
  /** Has texts scored, all that are given together. */
  score(requests: readonly ScoreRequest[]): AsyncIterable<ScoreResult>;
  /** The prompts of a row with these examples, one for each label. */
  textsOf(row: Row, examples: readonly number[]): readonly LabelText[];
}

interface Choice {
  readonly sample: number;
  readonly rows: readonly number[];
  /** By label: mean surprise of what stands behind the examples. */
  readonly losses: number[];
}

/**
 * Minimum description length (Wu et al. 2022, arXiv:2212.10375): among several choices of the nearest rows, that with
 * which a model is surest of its label, whichever that is, so that the entropy of the shares of the labels is lowest. A share is
 * exp(-loss), loss being the mean surprise in nats per token of prompt and label behind the examples, as in OpenCompass.
 */
export function mdlRetriever(pool: Pool, { embedder, score, textsOf }: MdlMeans, config: MdlConfig): Retriever {
  return {
    async retrieve(samples) {
      const queries = await embedder.ofSamples(samples);
      const choices = samples.flatMap((sample, i) => {
        const near = similarities(vectorAt(queries, i), embedder.pool);
        const most = Math.max(config.candidates, config.count);
        const rows = highest(near, most, (row) => pool.isItself(row, sample));
        return choicesOf(rows, sample, config).map((chosen): Choice => ({ sample: i, rows: chosen, losses: [] }));
      });
      await addLosses(choices, samples, textsOf, score);
      return samples.map((_, i) => surest(choices.filter(({ sample }) => sample === i)));
    },
  };
}

/** The nearest, and as many of the candidates by chance, the same for the same place in the split. */
function choicesOf(near: readonly number[], { index }: Sample, { count, selectTime, seed }: MdlConfig): number[][] {
  const next = numbers(`mdl/${seed}/${index}`);
  const drawn = Array.from({ length: selectTime - 1 }, () => {
    const left = [...near];
    return Array.from(
      { length: Math.min(count, near.length) },
      () => left.splice(next() % left.length, 1)[0] as number,
    );
  });
  return [near.slice(0, count), ...drawn];
}

async function addLosses(
  choices: readonly Choice[],
  samples: readonly Sample[],
  textsOf: MdlMeans['textsOf'],
  score: MdlMeans['score'],
): Promise<void> {
  const asked = choices.flatMap((choice) =>
    textsOf((samples[choice.sample] as Sample).row, choice.rows).map((text, label) => ({ choice, label, text })),
  );
  const missing = new Set(asked.keys());
  for await (const result of score(asked.map(({ text }, index) => ({ index, ...text })))) {
    const { choice, label } = asked[result.index] ?? {};
    if (choice === undefined || label === undefined) continue;
    choice.losses[label] = lossOf(result);
    missing.delete(result.index);
  }
  if (missing.size > 0) throw examplesFailed(`${missing.size} of ${asked.length} scores did not come`);
}

function lossOf(result: ScoreResult): number {
  if ('error' in result) throw examplesFailed(`${result.error.code}: ${result.error.message}`);
  const { logProbabilities, continuationTokens } = result;
  if (continuationTokens === 0) return 0;
  const sum = logProbabilities.slice(-continuationTokens).reduce((total, each) => total - each, 0);
  if (!Number.isFinite(sum)) throw examplesFailed('a score is no finite number');
  return sum / continuationTokens;
}

/** Of equal ones, the first. */
function surest(choices: readonly Choice[]): readonly number[] {
  const entropies = choices.map(({ losses }) => entropyOf(losses));
  return choices[entropies.indexOf(Math.min(...entropies))]?.rows ?? [];
}

/** Of the shares exp(-loss), in nats. */
export function entropyOf(losses: readonly number[]): number {
  const least = Math.min(...losses);
  const weights = losses.map((loss) => Math.exp(least - loss));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight) => (weight === 0 ? sum : sum - (weight / total) * Math.log(weight / total)), 0);
}
