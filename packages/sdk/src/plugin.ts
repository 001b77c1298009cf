import type { Dataset } from './dataset.ts';
import type { Evaluator, ModelAnswer, Postprocessor } from './evaluator.ts';
import type { Logger } from './logger.ts';
import type { Model } from './model.ts';
import type { Partitioner } from './partitioner.ts';
import type { Runner } from './runner.ts';
import type { OptionsSchema } from './schema.ts';
import type { Summarizer } from './summarizer.ts';

/** Raised when a contract changes so that older plugins or older cores cannot go on. */
export const API_VERSION = 1;

/** What `create` of each kind of plugin returns. */
export interface PluginInstances {
  partitioner: Partitioner;
  runner: Runner;
  model: Model;
  dataset: Dataset;
  evaluator: Evaluator;
  postprocessor: Postprocessor;
  summarizer: Summarizer;
}

export type PluginKind = keyof PluginInstances;

export const PLUGIN_KINDS = [
  'partitioner',
  'runner',
  'model',
  'dataset',
  'evaluator',
  'postprocessor',
  'summarizer',
] as const satisfies readonly PluginKind[];

/** Whose behaviour a config asks for, mistakes included. */
export type Compat = 'opencompass';

/** What a plugin gets besides its options. */
export interface PluginContext {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The config asks for another tool's behaviour where ours is better (top-level key `compat`). Known to workers. */
  readonly compat?: Compat;
  /**
   * Absolute path for a path in the options: relative ones start at the config file that says them; `npm:NAME/PATH`
   * is a file of an npm package found from there.
   */
  resolvePath(path: string): string;
}

/** What a model gets besides. */
export interface ModelContext extends PluginContext {
  /** Longest text in tokens, prompt and answer together, where the config says one (`max_seq_len`). */
  readonly maxSeqLen?: number;
  /** CPU cores meant for this worker. */
  readonly cpus?: number;
  /** Absolute path of the run that the model works for: what its workers have in common. Absent outside of a run. */
  readonly runDirectory?: string;
}

/** What a runner gets besides. */
export interface RunnerContext extends PluginContext {
  /** Aborted when the launcher is interrupted; the message of its reason names the signal, as `SIGINT` or `SIGHUP`. */
  readonly signal: AbortSignal;
  readonly runDirectory: string;
  /** Jobs that core will run at once at most (`max_num_workers`); undefined where the config leaves it to the machine. */
  readonly maxNumWorkers?: number;
}

/** A model block inside an evaluator's options, brought to life: a judge. */
export interface EvaluatorModel extends Model {
  /** What the block calls it: its `abbr`, else its path or its type. */
  readonly abbr: string;
  /** A text of the model after the `pred_postprocessor` of its block. */
  postprocess(text: string): string;
}

/** What an evaluator gets besides. */
export interface EvaluatorContext extends PluginContext {
  /**
   * Loads the model of a block that one of the options named in {@link EvaluatorPlugin.blocks} holds. Give it all
   * requests in one call: they are batched, or kept in flight, as in inference. What it answers is kept in the run
   * directory, so that an eval that is broken off and goes on does not ask it again; failed requests are asked again. It
   * is not closed by the evaluator.
   */
  createModel(block: Readonly<Record<string, unknown>>): Promise<EvaluatorModel>;
  /** Makes the evaluator of a block that one of the options named in {@link EvaluatorPlugin.blocks} holds. */
  createEvaluator(block: Readonly<Record<string, unknown>>): Promise<Evaluator>;
  /** Whether the config lets programs that a model wrote be run (`allow_code_execution: true`). */
  readonly allowCodeExecution: boolean;
  /** The abbr of the model whose answers are evaluated. */
  readonly model: string;
  /**
   * Reads what another model of the run made of the same samples, replica by replica and in their order: each answered or
   * failed. For models that one of the options named in {@link EvaluatorPlugin.answersFrom} names: these have been asked.
   */
  answersOf(model: string): AsyncIterable<ModelAnswer>;
}

export interface PluginContexts {
  partitioner: PluginContext;
  runner: RunnerContext;
  model: ModelContext;
  dataset: PluginContext;
  evaluator: EvaluatorContext;
  postprocessor: PluginContext;
  summarizer: PluginContext;
}

/** What is wrong with an option, where no schema can say it. */
export interface OptionComplaint {
  /** From the options to the value: keys, and positions in lists from 0. */
  readonly path: readonly (string | number)[];
  /** What the value should be, as the rest of a sentence: "must be an address". It must not repeat what may be secret. */
  readonly message: string;
}

/** The default export of a plugin's module: data first, behaviour in `create`. Importing it does nothing. */
export interface Plugin<Kind extends PluginKind = PluginKind> {
  readonly kind: Kind;
  readonly apiVersion: number;
  /** The short name, as in `type: size`. */
  readonly name: string;
  /** One line for `oc-core plugins`. */
  readonly summary: string;
  readonly optionsSchema: OptionsSchema;
  /**
   * Looks at options that satisfy {@link optionsSchema}, for what that cannot say. Complaints are told with those about
   * the rest of the config, before anything runs. It looks at nothing but the options: no files, no network.
   */
  checkOptions?(options: Readonly<Record<string, unknown>>): readonly OptionComplaint[];
  /** Gets options that satisfy {@link optionsSchema}, defaults filled in. Heavy modules are loaded here. */
  create(
    options: Readonly<Record<string, unknown>>,
    context: PluginContexts[Kind],
  ): PluginInstances[Kind] | Promise<PluginInstances[Kind]>;
}

export interface ModelPlugin extends Plugin<'model'> {
  /** Where the model works: in the worker's own process, or behind a server that one worker can keep busy. */
  readonly location: 'process' | 'endpoint';
  /** Options that do not change an answer (keys, limits, addresses): changing them keeps the answers there are. */
  readonly answerNeutralOptions?: readonly string[];
}

/** An option of an evaluator that holds a block of its own. */
export interface NestedBlock {
  readonly kind: 'model' | 'evaluator';
  /** Stands in where the config says no block. */
  readonly default?: Readonly<Record<string, unknown>>;
}

export interface EvaluatorPlugin extends Plugin<'evaluator'> {
  /**
   * Options that hold blocks, by name. They are checked with the config, models among them count to what a score depends
   * on, and `create` gets them as they stand: environment variables are filled in when a block is brought to life.
   */
  readonly blocks?: Readonly<Record<string, NestedBlock>>;
  /**
   * Options that hold abbrs of models of the run, one or a list, whose answers to the same samples the score depends on.
   * The names are checked with the config. A pair is scored when these models have answered too, and anew when one of them
   * answers otherwise; a model that names itself waits for nobody.
   */
  readonly answersFrom?: readonly string[];
  /** It runs programs that a model wrote: refused unless the config says `allow_code_execution: true`. */
  readonly executesCode?: boolean;
}
