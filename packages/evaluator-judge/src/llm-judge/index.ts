import { defineEvaluator, type EvaluatedSample, type EvaluatorModel, type OptionsOf, type SampleVerdict } from 'oc-sdk';
import { askJudge, type Reply, valuesOf } from '../ask.ts';
import { JUDGE_OF_ENVIRONMENT, judgeBlock, judgeOption } from '../judge-block.ts';
import { fillTemplate, templateOf, templateOption } from '../template.ts';
import { verdictIn } from '../verdict.ts';
import { judgeMetrics } from './metrics.ts';
import { NOT_ATTEMPTED_LINE, SINGLE_PROMPT } from './prompt.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    judge_cfg: judgeOption,
    prompt_template: templateOption,
    not_attempted: {
      type: 'boolean',
      default: false,
      description: 'Whether the judge may also answer C: the answer declines.',
    },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/** A judge says of every answer whether it is right (A) or wrong (B), and where wanted whether it declines (C). */
export default defineEvaluator({
  name: 'llm-judge',
  summary: 'A model judges each answer against its reference.',
  optionsSchema,
  blocks: { judge_cfg: judgeBlock },
  async create({ judge_cfg, prompt_template, not_attempted }: Options, context) {
    const own = not_attempted ? SINGLE_PROMPT + NOT_ATTEMPTED_LINE : SINGLE_PROMPT;
    const template = templateOf(prompt_template ?? own, [['prediction']]);
    const letters = not_attempted ? ['A', 'B', 'C'] : ['A', 'B'];
    const judge = await context.createModel((judge_cfg as Block | undefined) ?? JUDGE_OF_ENVIRONMENT);
    return {
      async evaluate(samples: readonly EvaluatedSample[], { signal }) {
        signal.throwIfAborted();
        const prompts = samples.map((sample) => fillTemplate(template, valuesOf(sample)));
        const replies = await askJudge(judge, prompts, signal);
        const details = samples.map((sample, i) => verdictOf(sample, replies[i] as Reply, judge, letters));
        return { metrics: judgeMetrics(details), details };
      },
    };
  },
});

type Block = Readonly<Record<string, unknown>>;

function verdictOf(
  { prediction, reference }: EvaluatedSample,
  { prompt, text, error }: Reply,
  judge: EvaluatorModel,
  letters: readonly string[],
): SampleVerdict {
  const base = { pred: prediction ?? null, answer: reference ?? null, judge: judge.abbr, judge_prompt: prompt };
  if (error) return { ...base, failed: error };
  const letter = verdictIn(judge.postprocess(text ?? ''), letters);
  const said = { ...base, judge_text: text };
  if (letter === undefined) return { ...said, unparsed: true };
  return { ...said, verdict: letter, correct: letter === 'A' };
}
