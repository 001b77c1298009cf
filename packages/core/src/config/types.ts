import type {
  EvalConfig,
  InferConfig,
  LoadedPlugin,
  MetaTemplate,
  PluginBlock,
  ReaderConfig,
  Repeats,
} from 'oc-plugin-host';
import type { ChatMessage, Compat, PluginKind } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';

/** A block of a config with its plugin. */
export interface ResolvedBlock<Kind extends PluginKind> {
  /** As the config says it: what workers get. References to environment variables are intact. */
  readonly spec: BlockSpec;
  readonly plugin: LoadedPlugin<Kind>;
  /**
   * What the plugin's `create` gets: core's keys removed, environment variables expanded, defaults filled in. May hold
   * secrets: never to be written anywhere.
   */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Money for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly currency: string;
}

export interface ModelBlock extends ResolvedBlock<'model'> {
  readonly abbr: string;
  /** Its column in the table: `summarizer_abbr`, else the abbr. */
  readonly summarizerAbbr: string;
  /** `num_gpus`, else `run_cfg.num_gpus`, else 0. */
  readonly numGpus: number;
  readonly maxOutLen: number | undefined;
  readonly minOutLen: number | undefined;
  readonly maxSeqLen: number | undefined;
  readonly batchSize: number | 'auto' | undefined;
  readonly price: Price | undefined;
  readonly metaTemplate: MetaTemplate | undefined;
  /** Added to every conversation. */
  readonly addedMessages: readonly ChatMessage[];
  /** Applied to its answers before those of the dataset. */
  readonly predPostprocessors: readonly PluginBlock[];
}

export interface DatasetBlock extends ResolvedBlock<'dataset'> {
  readonly abbr: string;
  readonly repeats: Repeats;
  readonly reader: ReaderConfig;
  readonly infer: InferConfig;
  /** The model that embeds texts for the retriever, where it has one. */
  readonly embeddings: ResolvedBlock<'model'> | undefined;
  /** The model that scores labels for the retriever, where it has one. */
  readonly scorer: ResolvedBlock<'model'> | undefined;
  /** Undefined only where nothing is to be scored. */
  readonly evaluation: EvalConfig | undefined;
  /** Models that its evaluator asks, and those of evaluators inside it. */
  readonly judges: readonly JudgeBlock[];
  /** Models of the run, by abbr, whose answers its evaluators read as well. */
  readonly comparedWith: readonly string[];
}

/** A model inside an evaluator. */
export interface JudgeBlock extends ResolvedBlock<'model'> {
  /** Keys from the evaluator's block to its own: `['judge_cfg']`. */
  readonly path: readonly string[];
  readonly numGpus: number;
}

export interface RunnerBlock extends ResolvedBlock<'runner'> {
  readonly maxNumWorkers: number | undefined;
  /** How often a failed task is tried again. Default 2. */
  readonly retry: number;
  /** Seconds. */
  readonly taskTimeLimit: number | undefined;
  /** Default 10. */
  readonly warnSilentMinutes: number;
  readonly debug: boolean;
}

export interface StageBlock {
  readonly partitioner: ResolvedBlock<'partitioner'>;
  readonly runner: RunnerBlock;
}

/** Which models are evaluated on which datasets, by abbr. */
export interface Combination {
  readonly models: readonly string[];
  readonly datasets: readonly string[];
}

/** A config that has been read, merged, checked and frozen. */
export interface Config {
  /** Absolute; undefined where flags alone say everything. */
  readonly file: string | undefined;
  /** Absolute. */
  readonly workDir: string;
  readonly models: readonly ModelBlock[];
  readonly datasets: readonly DatasetBlock[];
  readonly infer: StageBlock;
  readonly eval: StageBlock;
  readonly summarizer: ResolvedBlock<'summarizer'>;
  /** Whose behaviour is asked for; undefined: our own. */
  readonly compat: Compat | undefined;
  /** Programs that a model wrote may be run. */
  readonly allowCodeExecution: boolean;
  /** One of everything where the config says none. */
  readonly combinations: readonly Combination[];
  /** The whole config, names and `extends` resolved, references to environment variables intact. */
  readonly resolved: Readonly<Record<string, unknown>>;
  /** Environment variables that the config refers to. */
  readonly envNames: readonly string[];
}
