import { type InferencerConfig, inferencerOf } from './inferencer.ts';
import { type PluginBlock, pluginBlocksOf } from './plugin-block.ts';
import { type RetrieverConfig, retrieverOf } from './retriever.ts';
import { type LabelTemplates, readTemplate, type Template } from './template.ts';

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

export interface InferConfig {
  readonly prompt: Template | LabelTemplates;
  /** How one in-context example is written; by label: the template of the example's own. */
  readonly example: Template | LabelTemplates | undefined;
  /** Where the examples go in the prompt. */
  readonly exampleToken: string | undefined;
  /** Rows of the train split that serve all samples as examples (`fix_id_list`). */
  readonly exampleIds: readonly number[];
  /** Chooses examples for each sample; undefined: `exampleIds` are all there are. */
  readonly retriever?: RetrieverConfig;
  /** Between examples that are texts, and behind the last one. Default: a line break. */
  readonly exampleSeparator?: string;
  readonly exampleEnd?: string;
  /** Marks in a text where the answer begins, for `normalizing_str`. */
  readonly sepToken?: string;
  /** Braces that name no column are text. */
  readonly literalBraces?: true;
  readonly inferencer: InferencerConfig;
}

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
  const example = infer.ice_template as Block | undefined;
  // OpenCompass's ppl configs often have an ice_template alone, which then is the prompt too.
  const prompt = (infer.prompt_template as Block | undefined) ?? example ?? {};
  const retriever = blockAt(infer, 'retriever');
  const chosen = retrieverOf(retriever);
  const token = textAt('ice_token', prompt, example) ?? (example && '</E>');
  const separator = textAt('ice_separator', retriever);
  const end = textAt('ice_eos_token', retriever);
  const sepToken = textAt('sep_token', prompt, example);
  return {
    prompt: readTemplate(prompt),
    example: example && readTemplate(example),
    exampleToken: token,
    exampleIds: (retriever.fix_id_list as number[] | undefined) ?? [],
    ...(chosen !== undefined && { retriever: chosen }),
    ...(separator !== undefined && { exampleSeparator: separator }),
    ...(end !== undefined && { exampleEnd: end }),
    ...(sepToken !== undefined && { sepToken }),
    ...(prompt.literal_braces === true && { literalBraces: true }),
    inferencer: inferencerOf(blockAt(infer, 'inferencer')),
  };
}

/** Whether rows of the train split are shown. */
export function usesExamples({ exampleIds, retriever }: InferConfig): boolean {
  return exampleIds.length > 0 || retriever !== undefined;
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

function blockAt(block: Block, key: string): Block {
  return (block[key] as Block | undefined) ?? {};
}

function rangeAt(reader: Block, key: string): string | number | undefined {
  return (reader[key] as string | number | null | undefined) ?? undefined;
}

/** The first of the blocks that says it. */
function textAt(key: string, ...blocks: readonly (Block | undefined)[]): string | undefined {
  return blocks.map((block) => block?.[key]).find((value) => typeof value === 'string');
}
