/** How far a run is, as plain data: the pipeline makes a new one after every change, views only read. */
export interface ProgressState {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Absent: not part of this run (`--mode eval`). */
  readonly infer?: InferProgress;
  /** Absent: not part of this run (`--mode infer`). */
  readonly eval?: EvalProgress;
  /** One line for every task or pair that failed for good, oldest first; only ever appended to. */
  readonly failures: readonly string[];
  /** One line each, oldest first; only ever appended to. */
  readonly warnings: readonly string[];
}

export type StageStatus = 'waiting' | 'running' | 'ended';

/** All models together, and each by itself, in the order of the config. */
export interface InferProgress extends Throughput {
  readonly status: StageStatus;
  readonly models: readonly ModelProgress[];
}

export interface ModelProgress extends Throughput {
  readonly model: string;
}

export interface Throughput {
  /** `done` counts samples with an answer, those of earlier invocations among them. */
  readonly samples: Counts;
  readonly tasks: Counts;
  readonly workers: WorkerCounts;
  /** Samples per second over the last while; absent until there is something to go by. */
  readonly samplesPerSecond?: number;
  /** Seconds until the last sample; absent until there is something to go by. */
  readonly etaSeconds?: number;
  /** Tokens written by models so far. */
  readonly outputTokens: number;
}

export interface EvalProgress {
  readonly status: StageStatus;
  readonly pairs: Counts;
  readonly workers: WorkerCounts;
}

/** Of `total`, `done` are in and `failed` are given up: `done + failed` never exceeds `total`. */
export interface Counts {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

export interface WorkerCounts {
  /** Loading their model, or waiting in a queue. */
  readonly starting: number;
  readonly running: number;
}
