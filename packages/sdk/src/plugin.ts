import type { Dataset } from './dataset.ts';
import type { Evaluator, Postprocessor } from './evaluator.ts';
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

/** What a plugin gets besides its options. */
export interface PluginContext {
  readonly logger: Logger;
  readonly signal: AbortSignal;
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
}

/** What a runner gets besides. */
export interface RunnerContext extends PluginContext {
  /** Aborted when the launcher is interrupted; the message of its reason names the signal, as `SIGINT` or `SIGHUP`. */
  readonly signal: AbortSignal;
  readonly runDirectory: string;
  /** Jobs that core will run at once at most (`max_num_workers`); undefined where the config leaves it to the machine. */
  readonly maxNumWorkers?: number;
}

export interface PluginContexts {
  partitioner: PluginContext;
  runner: RunnerContext;
  model: ModelContext;
  dataset: PluginContext;
  evaluator: PluginContext;
  postprocessor: PluginContext;
  summarizer: PluginContext;
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
