import type { OptionsOf } from 'oc-sdk';
import { textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { meanEvaluator } from '../sample-evaluator.ts';
import { type RougeScores, rouge, rougeWords, stemmedWords } from './rouge.ts';

const KINDS = ['rouge1', 'rouge2', 'rougeL', 'rougeLsum'] as const;

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    use_stemmer: { type: 'boolean', default: false, description: "Compare Porter's stems of English words." },
  },
} as const;

/** `rouge1`, `rouge2`, `rougeL`, `rougeLsum`: means of the F-measure, in percent; of several references the best counts. */
export default meanEvaluator({
  name: 'rouge',
  summary: 'ROUGE-1, -2, -L and -Lsum.',
  optionsSchema,
  judge({ prediction, reference }, { use_stemmer }: OptionsOf<typeof optionsSchema>) {
    const pred = textOf(prediction);
    const answer = referencesOf(reference);
    const scores = best(answer.map((text) => rouge(pred, text, use_stemmer ? stemmedWords : rougeWords)));
    return { pred, answer, ...scores, score: scores.rouge1 };
  },
  metrics: {
    rouge1: (verdict) => verdict.rouge1,
    rouge2: (verdict) => verdict.rouge2,
    rougeL: (verdict) => verdict.rougeL,
    rougeLsum: (verdict) => verdict.rougeLsum,
  },
});

function best(scores: readonly RougeScores[]): RougeScores {
  const highest = KINDS.map((kind) => [kind, Math.max(0, ...scores.map((score) => score[kind]))]);
  return Object.fromEntries(highest) as unknown as RougeScores;
}
