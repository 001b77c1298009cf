import { type ChatMessage, defineEvaluator, type EvaluatedSample, type EvaluatorModel, type OptionsOf } from 'oc-sdk';
import { askJudge, type Reply, valuesOf } from '../ask.ts';
import { JUDGE_OF_ENVIRONMENT, judgeBlock, judgeOption } from '../judge-block.ts';
import { fillTemplate, templateOf, templateOption, textOf } from '../template.ts';
import { verdictIn } from '../verdict.ts';
import { type PairVerdict, pairMetrics } from './metrics.ts';
import { opponentsOf } from './opponents.ts';
import { type Place, placesOf } from './orders.ts';
import { PAIR_PROMPT } from './prompt.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    judge_cfg: judgeOption,
    prompt_template: templateOption,
    infer_order: {
      enum: ['double', 'random', 'first'],
      default: 'double',
      description: 'Both orders of the two answers, one by chance, or the evaluated answer always first.',
    },
    seed: { type: 'integer', default: 666, description: 'Of the random order.' },
    opponent_column: { type: 'string', description: 'Column with the other answer. Default: the reference.' },
    opponent_predictions: {
      type: 'string',
      description: 'Predictions of another model on the same samples, as a run leaves them, instead of a column.',
    },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;
type Block = Readonly<Record<string, unknown>>;

/** A comparison to be made: which sample's, and where its answer stands. */
interface Comparison {
  readonly position: number;
  readonly place: Place;
  readonly prompt: readonly ChatMessage[];
}

type Made = Comparison & { readonly reply: Reply };

/** A judge says which of two answers is better. */
export default defineEvaluator({
  name: 'pairwise-judge',
  summary: 'A model compares each answer with another one.',
  optionsSchema,
  blocks: { judge_cfg: judgeBlock },
  async create(options: Options, context) {
    const template = templateOf(options.prompt_template ?? PAIR_PROMPT, [
      ['answer_a', 'prediction'],
      ['answer_b', 'prediction2'],
    ]);
    const judge = await context.createModel((options.judge_cfg as Block | undefined) ?? JUDGE_OF_ENVIRONMENT);
    const predictions = options.opponent_predictions && context.resolvePath(options.opponent_predictions);
    return {
      async evaluate(samples, { signal }) {
        signal.throwIfAborted();
        const others = await opponentsOf(samples, { column: options.opponent_column, predictions });
        const comparisons = samples.flatMap((sample, position): Comparison[] =>
          placesOf(sample, options.infer_order, options.seed).map((place) => {
            const answers = placed(textOf(sample.prediction), textOf(others[position]), place);
            return { position, place, prompt: fillTemplate(template, { ...valuesOf(sample), ...answers }) };
          }),
        );
        const replies = await askJudge(
          judge,
          comparisons.map(({ prompt }) => prompt),
          signal,
        );
        const made = samples.map((): Made[] => []);
        for (const [i, comparison] of comparisons.entries())
          made[comparison.position]?.push({ ...comparison, reply: replies[i] as Reply });
        const details = samples.map((sample, i) => verdictOf(sample, others[i], judge, made[i] as Made[]));
        return { metrics: pairMetrics(details, options.infer_order === 'double'), details };
      },
    };
  },
});

/** Under our names and OpenCompass's. */
function placed(own: string, other: string, place: Place): Record<string, string> {
  const [a, b] = place === 'first' ? [own, other] : [other, own];
  return { answer_a: a, answer_b: b, prediction: a, prediction2: b };
}

function verdictOf(
  { prediction }: EvaluatedSample,
  other: unknown,
  judge: EvaluatorModel,
  comparisons: readonly Made[],
): PairVerdict {
  const judgements = comparisons.map(({ place, reply: { prompt, text, error } }) => ({
    place,
    score: text === undefined ? undefined : scoreOf(verdictIn(judge.postprocess(text), ['A', 'B', 'C']), place),
    judge_prompt: prompt,
    ...(text === undefined ? {} : { judge_text: text }),
    ...(error === undefined ? {} : { error }),
  }));
  const base = { pred: prediction ?? null, opponent: other, judge: judge.abbr, judgements };
  const failed = judgements.find(({ error }) => error !== undefined)?.error;
  if (failed) return { ...base, failed };
  const scores = judgements.flatMap(({ score }) => (score === undefined ? [] : [score]));
  if (scores.length < judgements.length) return { ...base, unparsed: true };
  return { ...base, score: scores.reduce((sum, score) => sum + score, 0) / scores.length };
}

function scoreOf(letter: string | undefined, place: Place): number | undefined {
  if (letter === undefined) return undefined;
  if (letter === 'C') return 0.5;
  return (letter === 'A') === (place === 'first') ? 1 : 0;
}
