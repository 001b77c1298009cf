import type { SplitSummary } from '../dataset.ts';
import type { Logger } from '../logger.ts';
import type { Compat } from '../plugin.ts';
import type { Stage } from './paths.ts';

/**
 * A block of a config as it travels to the workers: values that came from the environment are still `${env:NAME}`,
 * and every relative path can still be resolved.
 */
export interface BlockSpec {
  readonly block: Readonly<Record<string, unknown>>;
  /** The config file that says the block. */
  readonly from: string;
  /** Keys of the block that another file says, and that file; blocks further down go by their path (`eval_cfg.evaluator`). */
  readonly origins?: Readonly<Record<string, string>>;
}

/** One (model, dataset) and what its answers depend on. */
export interface PairSpec {
  readonly model: string;
  readonly dataset: string;
  /** Names the folder of its answers. */
  readonly fingerprint: string;
  /** Also covers how answers are scored. */
  readonly evalFingerprint: string;
}

/** What the workers of one plan need to know. JSON, written once. */
export interface StageSpec {
  readonly formatVersion: number;
  readonly stage: Stage;
  readonly plan: number;
  /** How often a failed task is tried again. */
  readonly retry: number;
  readonly models: Readonly<Record<string, BlockSpec>>;
  readonly datasets: Readonly<Record<string, BlockSpec>>;
  readonly pairs: readonly PairSpec[];
  /** Rows and hashes of the splits that each dataset uses, as they were when the plan was made. */
  readonly splits: Readonly<Record<string, { readonly test: SplitSummary; readonly train?: SplitSummary }>>;
  /** At most so many samples of each dataset (`--limit`). */
  readonly limit?: number;
  /** Whose behaviour the config asks for; absent: our own. */
  readonly compat?: Compat;
  /** Whether the eval stage scores, or only merges the answers (`--mode infer`). */
  readonly score: boolean;
  /** Keep one verdict per sample in the results (`dump_details`). */
  readonly details: boolean;
  /** Programs that a model wrote may be run (`allow_code_execution`). */
  readonly allowCodeExecution?: boolean;
  /** Tasks may be cut while they are held, so a worker that finds none waits a moment for what others give back. */
  readonly divisible?: boolean;
  /** Tasks are added while the stage runs, so a worker that finds none waits for the next. */
  readonly tasksCome?: boolean;
  /** CPU cores meant for each worker. */
  readonly cpus?: number;
}

/** What a worker is started with: where its work is, and what to call it. */
export interface WorkerArguments {
  readonly runDirectory: string;
  readonly stage: Stage;
  readonly plan: number;
  readonly model: string;
  /** Names its events and claims; unique in the run. */
  readonly worker: string;
  /** Where plugins are looked for besides the folders of the config files. */
  readonly searchFrom: readonly string[];
}

export interface WorkerControl {
  readonly logger: Logger;
  /** When its process started, by `performance.now()`; absent: the worker shares a process, and starts with its call. */
  readonly startedAt?: number;
  /** Names of the devices that its environment leaves it; absent: it says nothing of any. */
  readonly gpus?: readonly string[];
  /** Aborted when the worker should finish what it has begun and end. */
  readonly stopping: AbortSignal;
  /** Aborted when it should drop everything. */
  readonly aborted: AbortSignal;
}
