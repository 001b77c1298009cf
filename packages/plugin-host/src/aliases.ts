import type { PluginKind } from 'oc-sdk';

/**
 * Other names of a type: OpenCompass's class names, and the short words for what bundled families hold. The value is
 * a type again, to which the naming rule of `parseSpecifier` applies. Underscores in a name count as dashes.
 */
export const ALIASES: Readonly<Record<PluginKind, Readonly<Record<string, string>>>> = {
  partitioner: {
    NaivePartitioner: 'naive',
    SizePartitioner: 'size',
    NumWorkerPartitioner: 'num-worker',
    'num-worker': 'num-worker',
  },
  runner: {
    LocalRunner: 'local',
    LocalAPIRunner: 'local',
    SlurmRunner: 'slurm',
    SlurmSequentialRunner: 'slurm',
    DLCRunner: 'dlc',
  },
  model: {
    OpenAI: 'openai',
    OpenAISDK: 'openai',
  },
  dataset: {
    jsonl: 'files/jsonl',
    json: 'files/json',
    csv: 'files/csv',
    tsv: 'files/tsv',
    parquet: 'files/parquet',
  },
  evaluator: {
    accuracy: 'standard/accuracy',
    AccEvaluator: 'standard/accuracy',
    'exact-match': 'standard/exact-match',
    EMEvaluator: 'standard/exact-match',
    'gsm8k-equal': 'standard/gsm8k-equal',
    Gsm8kEvaluator: 'standard/gsm8k-equal',
    'llm-judge': 'judge/llm-judge',
    GenericLLMEvaluator: 'judge/llm-judge',
    'pairwise-judge': 'judge/pairwise-judge',
    LMEvaluator: 'judge/pairwise-judge',
    cascade: 'judge/cascade',
    CascadeEvaluator: 'judge/cascade',
    humaneval: 'code/humaneval',
    HumanEvalEvaluator: 'code/humaneval',
    'humaneval-plus': 'code/humaneval-plus',
    HumanEvalPlusEvaluator: 'code/humaneval-plus',
    mbpp: 'code/mbpp',
    MBPPEvaluator: 'code/mbpp',
    'mbpp-plus': 'code/mbpp-plus',
    MBPPPlusEvaluator: 'code/mbpp-plus',
  },
  postprocessor: {
    general: 'npm:oc-evaluator-standard/general',
    'general-postprocess': 'npm:oc-evaluator-standard/general',
    'first-capital': 'npm:oc-evaluator-standard/first-capital',
    'first-capital-postprocess': 'npm:oc-evaluator-standard/first-capital',
    'first-capital-multi': 'npm:oc-evaluator-standard/first-capital-multi',
    'first-capital-postprocess-multi': 'npm:oc-evaluator-standard/first-capital-multi',
    'last-capital': 'npm:oc-evaluator-standard/last-capital',
    'last-capital-postprocess': 'npm:oc-evaluator-standard/last-capital',
    'first-option': 'npm:oc-evaluator-standard/first-option',
    'first-option-postprocess': 'npm:oc-evaluator-standard/first-option',
    'last-option': 'npm:oc-evaluator-standard/last-option',
    'last-option-postprocess': 'npm:oc-evaluator-standard/last-option',
    'first-line': 'npm:oc-evaluator-standard/first-line',
    'first-number': 'npm:oc-evaluator-standard/first-number',
    'first-number-postprocess': 'npm:oc-evaluator-standard/first-number',
    'multiple-select': 'npm:oc-evaluator-standard/multiple-select',
    'multiple-select-postprocess': 'npm:oc-evaluator-standard/multiple-select',
    'specific-xml-tag': 'npm:oc-evaluator-standard/specific-xml-tag',
    'xml-tag-postprocessor': 'npm:oc-evaluator-standard/specific-xml-tag',
    'think-pred': 'npm:oc-evaluator-standard/think-pred',
    'think-pred-postprocess': 'npm:oc-evaluator-standard/think-pred',
    'match-answer-pattern': 'npm:oc-evaluator-standard/match-answer-pattern',
    'extract-non-reasoning-content': 'npm:oc-evaluator-standard/extract-non-reasoning-content',
    gsm8k: 'npm:oc-evaluator-standard/gsm8k',
    'gsm8k-postprocess': 'npm:oc-evaluator-standard/gsm8k',
    'gsm8k-dataset': 'npm:oc-evaluator-standard/gsm8k-dataset',
    'gsm8k-dataset-postprocess': 'npm:oc-evaluator-standard/gsm8k-dataset',
  },
  summarizer: {
    DefaultSummarizer: 'standard',
  },
};

/** Types that the project's own packages bring without being an alias. */
const OWN_TYPES: Readonly<Record<PluginKind, readonly string[]>> = {
  partitioner: ['naive', 'size', 'num-worker'],
  runner: ['local', 'slurm', 'dlc'],
  model: ['echo', 'openai', 'onnx'],
  dataset: ['hub'],
  evaluator: [],
  postprocessor: [],
  summarizer: ['standard'],
};

/** The type that an alias stands for; a type that is no alias is itself. `opencompass.partitioners.X` counts as `X`. */
export function resolveAlias(kind: PluginKind, type: string): string {
  const table = ALIASES[kind];
  const candidates = [type, type.replaceAll('_', '-'), type.slice(type.lastIndexOf('.') + 1)];
  const alias = candidates.find((name) => Object.hasOwn(table, name));
  return (alias === undefined ? undefined : table[alias]) ?? type;
}

/** The short names of what the project's own packages bring, without their aliases. */
export function knownTypes(kind: PluginKind): string[] {
  const families = Object.entries(ALIASES[kind]).filter(([name, type]) => type.endsWith(`/${name}`));
  return [...OWN_TYPES[kind], ...families.map(([name]) => name)];
}

/** Every name that is understood without looking at what is installed: for "did you mean". */
export function understoodTypes(kind: PluginKind): string[] {
  return [...knownTypes(kind), ...Object.keys(ALIASES[kind])];
}
