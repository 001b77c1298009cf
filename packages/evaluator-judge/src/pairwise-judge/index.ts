import { defineEvaluator, type EvaluatedSample, type OptionsOf, type SampleVerdict } from 'oc-sdk';
import { JUDGE_OF_ENVIRONMENT, judgeBlock, judgeOption } from '../judge-block.ts';
import { templateOf, templateOption } from '../template.ts';
import { type Duel, type JudgedDuel, judged } from './duels.ts';
import { pairMetrics, pairVerdict } from './metrics.ts';
import { type Opponent, opponentsOf } from './opponents.ts';
import { placesOf } from './orders.ts';
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
    compare_with: {
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', minLength: 1 } },
      ],
      description: 'The abbr of a model of this run, or several: the answers of all others are compared with theirs.',
    },
    opponent_column: { type: 'string', description: 'Column with the other answer. Default: the reference.' },
    opponent_predictions: {
      type: 'string',
      description: 'Predictions of another model on the same samples, as a run leaves them, instead of a column.',
    },
  },
  dependencies: {
    compare_with: { properties: { opponent_column: false, opponent_predictions: false } },
    opponent_predictions: { properties: { opponent_column: false } },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;
type Block = Readonly<Record<string, unknown>>;

/** A judge says which of two answers is better. */
export default defineEvaluator({
  name: 'pairwise-judge',
  summary: 'A model compares each answer with another one.',
  optionsSchema,
  blocks: { judge_cfg: judgeBlock },
  answersFrom: ['compare_with'],
  async create(options: Options, context) {
    const template = templateOf(options.prompt_template ?? PAIR_PROMPT, [
      ['answer_a', 'prediction'],
      ['answer_b', 'prediction2'],
    ]);
    const judge = await context.createModel((options.judge_cfg as Block | undefined) ?? JUDGE_OF_ENVIRONMENT);
    const given = {
      column: options.opponent_column,
      predictions: options.opponent_predictions && context.resolvePath(options.opponent_predictions),
      models: options.compare_with === undefined ? undefined : [options.compare_with].flat(),
    };
    return {
      async evaluate(samples, { signal }) {
        signal.throwIfAborted();
        const opponents = await opponentsOf(given, context);
        if (opponents.length === 0) return { metrics: {}, skipped: 'the others are compared with it' };
        const rounds = samples.map((sample) => roundOf(sample, opponents, options));
        const told = await judged(
          judge,
          template,
          rounds.map(({ duels }) => duels),
          signal,
        );
        const details = rounds.map((round, i) => verdictOf(round, judge.abbr, told[i] ?? []));
        return { metrics: pairMetrics(details, told.flat(), options.infer_order === 'double'), details };
      },
    };
  },
});

/** A sample with all its opponents; no duels where one of them has no answer. */
interface Round {
  readonly sample: EvaluatedSample;
  readonly duels: readonly Duel[];
  readonly failed?: NonNullable<SampleVerdict['failed']>;
}

function roundOf(sample: EvaluatedSample, opponents: readonly Opponent[], options: Options): Round {
  const places = placesOf(sample, options.infer_order, options.seed);
  const duels: Duel[] = [];
  for (const opponent of opponents) {
    const other = opponent.answerTo(sample);
    if ('failed' in other) return { sample, duels: [], failed: other.failed };
    duels.push({ sample, model: opponent.model, other: other.answer, places });
  }
  return { sample, duels };
}

function verdictOf({ sample, failed }: Round, judge: string, duels: readonly JudgedDuel[]): SampleVerdict {
  const base = { pred: sample.prediction ?? null };
  if (failed) return { ...base, failed };
  const named = duels.flatMap(({ model, other }) => (model === undefined ? [] : [[model, other]]));
  const judgements = duels.flatMap((duel) =>
    duel.judgements.map((judgement) => (duel.model === undefined ? judgement : { against: duel.model, ...judgement })),
  );
  const opponent = named.length > 0 ? Object.fromEntries(named) : duels[0]?.other;
  return { ...base, opponent, judge, judgements, ...pairVerdict(duels) };
}
