import type { ChatMessage } from 'oc-sdk';

/** A prompt before its columns are filled in. */
export type Template =
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'messages'; readonly messages: readonly ChatMessage[] };

/** Template per label, in the order of the config: the shape of `ppl` prompts. */
export type LabelTemplates = readonly (readonly [label: string, template: Template])[];

export function isLabelTemplates(prompt: Template | LabelTemplates): prompt is LabelTemplates {
  return Array.isArray(prompt);
}

export interface ReaderConfig {
  /** Columns that a prompt may use; undefined: all. */
  readonly inputColumns: readonly string[] | undefined;
  /** The column with the reference answer. */
  readonly outputColumn: string | undefined;
  readonly trainSplit: string;
  readonly testSplit: string;
  readonly trainRange: string | number | undefined;
  readonly testRange: string | number | undefined;
}

/** `full`: all tokens, divided by their number; `continuation_*`: only those of the label's own text. */
export type PplScoring = 'full' | 'continuation_sum' | 'continuation_mean' | 'continuation_byte';

export type InferencerConfig =
  | {
      readonly type: 'gen';
      readonly maxOutLen: number | undefined;
      readonly minOutLen: number | undefined;
      readonly batchSize: number | undefined;
      readonly stop: readonly string[];
    }
  | {
      readonly type: 'ppl';
      readonly batchSize: number | undefined;
      /** Which labels, in which order; undefined: those of the template. */
      readonly labels: readonly string[] | undefined;
      readonly scoring: PplScoring;
    };

export interface InferConfig {
  readonly prompt: Template | LabelTemplates;
  /** How one in-context example is written. */
  readonly example: Template | undefined;
  /** Where the examples go in the prompt. */
  readonly exampleToken: string | undefined;
  /** Rows of the train split that serve as examples (`fix_id_list`); empty: zero-shot. */
  readonly exampleIds: readonly number[];
  readonly inferencer: InferencerConfig;
}

export type PluginBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/** How often each sample of a dataset is asked, and what that is used for. */
export interface Repeats {
  readonly n: number;
  /** Sizes of the draws of pass@k and G-Pass@k, as the config lists them. */
  readonly k: readonly number[];
}

export interface EvalConfig {
  readonly evaluator: PluginBlock;
  /** Applied in order to every answer. */
  readonly predPostprocessors: readonly PluginBlock[];
  /** Applied in order to every reference. */
  readonly datasetPostprocessors: readonly PluginBlock[];
  /** The role of the model's meta template whose text is the answer. */
  readonly predRole: string | undefined;
  /** Ways to read the same answers, side by side; empty: there is one, without a name. */
  readonly extractions: readonly Extraction[];
  readonly numGpus: number;
}

/** One of several ways to read the answers of a dataset. */
export interface Extraction {
  readonly name: string;
  /** Its own, or that of the dataset. */
  readonly evaluator: PluginBlock;
  /** Applied after those of the dataset. */
  readonly predPostprocessors: readonly PluginBlock[];
}

type Block = Readonly<Record<string, unknown>>;

/** `reader_cfg` of a valid dataset block, defaults filled in. */
export function readerConfigOf(dataset: Block): ReaderConfig {
  const reader = blockAt(dataset, 'reader_cfg');
  const columns = reader.input_columns;
  return {
    inputColumns:
      typeof columns === 'string' ? columns.split(/\s+/).filter(Boolean) : (columns as string[] | undefined),
    outputColumn: (reader.output_column as string | null | undefined) ?? undefined,
    trainSplit: (reader.train_split as string | undefined) ?? 'train',
    testSplit: (reader.test_split as string | undefined) ?? 'test',
    trainRange: rangeAt(reader, 'train_range'),
    testRange: rangeAt(reader, 'test_range'),
  };
}

/** `n` and `k` of a valid dataset block; both are 1 where it says nothing. */
export function repeatsOf({ n = 1, k = 1 }: Block): Repeats {
  return { n: n as number, k: Array.isArray(k) ? k : [k as number] };
}

/** `infer_cfg` of a valid dataset block, defaults filled in. */
export function inferConfigOf(dataset: Block): InferConfig {
  const infer = blockAt(dataset, 'infer_cfg');
  const promptTemplate = blockAt(infer, 'prompt_template');
  const example = infer.ice_template as Block | undefined;
  const exampleToken = (example?.ice_token ?? promptTemplate.ice_token) as string | undefined;
  return {
    prompt: isLabelMap(promptTemplate.template)
      ? Object.entries(promptTemplate.template).map(([label, template]) => [label, templateOf(template)] as const)
      : templateOf(promptTemplate.template),
    example: example && templateOf(example.template),
    exampleToken: exampleToken ?? (example && '</E>'),
    exampleIds: (blockAt(infer, 'retriever').fix_id_list as number[] | undefined) ?? [],
    inferencer: inferencerOf(blockAt(infer, 'inferencer')),
  };
}

/** `eval_cfg` of a valid dataset block; undefined where there is none. */
export function evalConfigOf(dataset: Block): EvalConfig | undefined {
  const evaluation = dataset.eval_cfg as Block | undefined;
  if (evaluation === undefined) return undefined;
  const [evaluator] = pluginBlocksOf(evaluation.evaluator) as [PluginBlock];
  return {
    evaluator,
    predPostprocessors: pluginBlocksOf(evaluation.pred_postprocessor),
    datasetPostprocessors: pluginBlocksOf(evaluation.dataset_postprocessor),
    predRole: evaluation.pred_role as string | undefined,
    extractions: ((evaluation.extractions ?? []) as Block[]).map((block) => ({
      name: String(block.name),
      evaluator: pluginBlocksOf(block.evaluator)[0] ?? evaluator,
      predPostprocessors: pluginBlocksOf(block.pred_postprocessor),
    })),
    numGpus: (evaluation.num_gpus as number | undefined) ?? 0,
  };
}

/** One block, one type name, or a list of them. */
export function pluginBlocksOf(value: unknown): PluginBlock[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry) => (typeof entry === 'string' ? { type: entry } : (entry as PluginBlock)));
}

function inferencerOf(block: Block): InferencerConfig {
  const batchSize = block.batch_size as number | undefined;
  if (['ppl', 'PPLInferencer'].includes(String(block.type).split('.').at(-1) ?? '')) {
    return {
      type: 'ppl',
      batchSize,
      labels: block.labels as string[] | undefined,
      scoring: (block.scoring as PplScoring | undefined) ?? 'full',
    };
  }
  return {
    type: 'gen',
    batchSize,
    maxOutLen: block.max_out_len as number | undefined,
    minOutLen: block.min_out_len as number | undefined,
    stop: (block.stopping_criteria as string[] | undefined) ?? [],
  };
}

function isLabelMap(template: unknown): template is Record<string, unknown> {
  return typeof template === 'object' && template !== null && !Array.isArray(template) && !('round' in template);
}

function templateOf(template: unknown): Template {
  if (typeof template === 'string') return { form: 'text', text: template };
  const rounds = Array.isArray(template) ? template : (template as { round: unknown[] }).round;
  return { form: 'messages', messages: rounds.map((round) => messageOf(round as Record<string, string>)) };
}

const ROLES: Readonly<Record<string, ChatMessage['role']>> = { HUMAN: 'user', BOT: 'assistant', SYSTEM: 'system' };

function messageOf(round: Readonly<Record<string, string>>): ChatMessage {
  const role = round.role ?? 'user';
  return { role: ROLES[role] ?? (role as ChatMessage['role']), content: round.content ?? round.prompt ?? '' };
}

function blockAt(block: Block, key: string): Block {
  return (block[key] as Block | undefined) ?? {};
}

function rangeAt(reader: Block, key: string): string | number | undefined {
  return (reader[key] as string | number | null | undefined) ?? undefined;
}
