import { defineEvaluator, type EvaluatedSample, type Evaluator, type OptionsOf, type SampleVerdict } from 'oc-sdk';
import { ruleGivesNoVerdicts } from '../errors.ts';
import { type CascadeVerdict, cascadeMetrics } from './metrics.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['rule_evaluator'],
  properties: {
    rule_evaluator: { type: 'object', description: 'Any evaluator that says of each sample whether it is correct.' },
    llm_evaluator: {
      type: 'object',
      description: 'The evaluator asked where the rule fails. Default: llm-judge with the judge of OC_JUDGE_MODEL.',
    },
    parallel: {
      type: 'boolean',
      default: true,
      description:
        'Both look at every sample, and one of them is enough; false: the judge sees only what the rule failed.',
    },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;
type Block = Readonly<Record<string, unknown>>;

const LLM_EVALUATOR = { type: 'llm-judge' };

/** Rules first, and a judge for what they do not accept. */
export default defineEvaluator({
  name: 'cascade',
  summary: 'A rule evaluator first, a judge where it fails.',
  optionsSchema,
  blocks: { rule_evaluator: { kind: 'evaluator' }, llm_evaluator: { kind: 'evaluator', default: LLM_EVALUATOR } },
  async create({ rule_evaluator, llm_evaluator, parallel }: Options, context) {
    const rule = await context.createEvaluator(rule_evaluator);
    const llm = await context.createEvaluator((llm_evaluator as Block | undefined) ?? LLM_EVALUATOR);
    return {
      async evaluate(samples, options) {
        options.signal.throwIfAborted();
        const { details: ruled } = await rule.evaluate(samples, options);
        if (!ruled?.every(hasVerdict)) throw ruleGivesNoVerdicts(String(rule_evaluator.type));
        const wanted = samples.filter((_, i) => parallel || ruled[i]?.correct !== true);
        const judged = await verdictsFor(wanted, llm, options, String(llm_evaluator?.type ?? LLM_EVALUATOR.type));
        const details = samples.map((sample, i) => combine(ruled[i] as SampleVerdict, judged.get(sample)));
        return { metrics: cascadeMetrics(details), details };
      },
    };
  },
});

async function verdictsFor(
  samples: readonly EvaluatedSample[],
  llm: Evaluator,
  options: { readonly signal: AbortSignal },
  type: string,
): Promise<Map<EvaluatedSample, SampleVerdict>> {
  if (samples.length === 0) return new Map();
  const { details } = await llm.evaluate(samples, options);
  if (!details?.every(hasVerdict)) throw ruleGivesNoVerdicts(type);
  return new Map(samples.map((sample, i) => [sample, details[i] as SampleVerdict]));
}

function hasVerdict({ correct, unparsed, failed }: SampleVerdict): boolean {
  return correct !== undefined || unparsed === true || failed !== undefined;
}

/** Right if one of the two says so; where the rule does not and the judge says nothing, nobody knows. */
function combine(rule: SampleVerdict, judge: SampleVerdict | undefined): CascadeVerdict {
  const base = { rule, ...(judge === undefined ? {} : { llm: judge }) };
  if (rule.correct === true || judge?.correct === true) return { ...base, correct: true, cascade_correct: true };
  if (judge?.failed !== undefined) return { ...base, failed: judge.failed };
  if (judge?.unparsed === true) return { ...base, unparsed: true };
  return { ...base, correct: false, cascade_correct: false };
}
