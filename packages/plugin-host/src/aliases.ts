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
  },
  evaluator: {
    accuracy: 'standard/accuracy',
    AccEvaluator: 'standard/accuracy',
    'exact-match': 'standard/exact-match',
    EMEvaluator: 'standard/exact-match',
    'gsm8k-equal': 'standard/gsm8k-equal',
    Gsm8kEvaluator: 'standard/gsm8k-equal',
    'auc-roc': 'standard/auc-roc',
    AUCROCEvaluator: 'standard/auc-roc',
    'average-ppl': 'standard/average-ppl',
    AveragePPLEvaluator: 'standard/average-ppl',
    'bbh-freeform-equal': 'standard/bbh-freeform-equal',
    BBHEvaluator: 'standard/bbh-freeform-equal',
    'bbh-mcq-equal': 'standard/bbh-mcq-equal',
    BBHEvaluator_mcq: 'standard/bbh-mcq-equal',
    BBHEvaluatorMcq: 'standard/bbh-mcq-equal',
    bleu: 'standard/bleu',
    BleuEvaluator: 'standard/bleu',
    bpc: 'standard/bpc',
    BPCEvaluator: 'standard/bpc',
    circular: 'standard/circular',
    CircularEvaluator: 'standard/circular',
    drop: 'standard/drop',
    DropOpenAIEvaluator: 'standard/drop',
    'edit-distance-accuracy': 'standard/edit-distance-accuracy',
    EDAccEvaluator: 'standard/edit-distance-accuracy',
    lambada: 'standard/lambada',
    LambadaEvaluator: 'standard/lambada',
    'math-equal': 'standard/math-equal',
    MATHEvaluator: 'standard/math-equal',
    'math-verify': 'standard/math-verify',
    MATHVerifyEvaluator: 'standard/math-verify',
    mcc: 'standard/mcc',
    MccEvaluator: 'standard/mcc',
    nq: 'standard/nq',
    NQEvaluator: 'standard/nq',
    'option-sim': 'standard/option-sim',
    OptionSimAccEvaluator: 'standard/option-sim',
    rouge: 'standard/rouge',
    RougeEvaluator: 'standard/rouge',
    squad: 'standard/squad',
    SquadEvaluator: 'standard/squad',
    squad2: 'standard/squad2',
    SQuAD20Evaluator: 'standard/squad2',
    'trivia-qa': 'standard/trivia-qa',
    TriviaQAEvaluator: 'standard/trivia-qa',
    tydiqa: 'standard/tydiqa',
    TydiQAEvaluator: 'standard/tydiqa',
    AccwithDetailsEvaluator: 'standard/accuracy',
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
    'bbh-freeform': 'npm:oc-evaluator-standard/bbh-freeform',
    'bbh-freeform-postprocess': 'npm:oc-evaluator-standard/bbh-freeform',
    'bbh-mcq': 'npm:oc-evaluator-standard/bbh-mcq',
    'bbh-mcq-postprocess': 'npm:oc-evaluator-standard/bbh-mcq',
    cmrc: 'npm:oc-evaluator-standard/cmrc',
    'cmrc-postprocess': 'npm:oc-evaluator-standard/cmrc',
    drcd: 'npm:oc-evaluator-standard/cmrc',
    'drcd-postprocess': 'npm:oc-evaluator-standard/cmrc',
    crowspairs: 'npm:oc-evaluator-standard/crowspairs',
    'crowspairs-postprocess': 'npm:oc-evaluator-standard/crowspairs',
    flores: 'npm:oc-evaluator-standard/flores',
    'flores-postprocess': 'npm:oc-evaluator-standard/flores',
    'general-cn': 'npm:oc-evaluator-standard/general-cn',
    'general-cn-postprocess': 'npm:oc-evaluator-standard/general-cn',
    'humaneval-v2': 'npm:oc-evaluator-standard/humaneval-v2',
    'humaneval-postprocess-v2': 'npm:oc-evaluator-standard/humaneval-v2',
    'humaneval-v3': 'npm:oc-evaluator-standard/humaneval-v3',
    'humaneval-postprocess-v3': 'npm:oc-evaluator-standard/humaneval-v3',
    lcsts: 'npm:oc-evaluator-standard/lcsts',
    'lcsts-postprocess': 'npm:oc-evaluator-standard/lcsts',
    math: 'npm:oc-evaluator-standard/math',
    'math-postprocess': 'npm:oc-evaluator-standard/math',
    'math-v2': 'npm:oc-evaluator-standard/math-v2',
    'math-postprocess-v2': 'npm:oc-evaluator-standard/math-v2',
    mathbench: 'npm:oc-evaluator-standard/mathbench',
    'mathbench-postprocess': 'npm:oc-evaluator-standard/mathbench',
    mgsm: 'npm:oc-evaluator-standard/mgsm',
    'mgsm-postprocess': 'npm:oc-evaluator-standard/mgsm',
    needlebench: 'npm:oc-evaluator-standard/needlebench',
    'needlebench-postprocess': 'npm:oc-evaluator-standard/needlebench',
    record: 'npm:oc-evaluator-standard/record',
    ReCoRD: 'npm:oc-evaluator-standard/record',
    'ReCoRD-postprocess': 'npm:oc-evaluator-standard/record',
    strategyqa: 'npm:oc-evaluator-standard/strategyqa',
    'strategyqa-pred-postprocess': 'npm:oc-evaluator-standard/strategyqa',
    'strategyqa-dataset': 'npm:oc-evaluator-standard/strategyqa-dataset',
    'strategyqa-dataset-postprocess': 'npm:oc-evaluator-standard/strategyqa-dataset',
    theoremqa: 'npm:oc-evaluator-standard/theoremqa',
    TheoremQA: 'npm:oc-evaluator-standard/theoremqa',
    'TheoremQA-postprocess': 'npm:oc-evaluator-standard/theoremqa',
    'theoremqa-v2': 'npm:oc-evaluator-standard/theoremqa-v2',
    'TheoremQA-postprocess-v2': 'npm:oc-evaluator-standard/theoremqa-v2',
    xsum: 'npm:oc-evaluator-standard/xsum',
    Xsum: 'npm:oc-evaluator-standard/xsum',
    'Xsum-postprocess': 'npm:oc-evaluator-standard/xsum',
  },
  summarizer: {
    DefaultSummarizer: 'standard',
  },
};

/** Types that the project's own packages bring without being an alias. */
const OWN_TYPES: Readonly<Record<PluginKind, readonly string[]>> = {
  partitioner: ['naive', 'size', 'num-worker'],
  runner: ['local', 'slurm'],
  model: ['echo', 'openai', 'onnx'],
  dataset: [],
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
