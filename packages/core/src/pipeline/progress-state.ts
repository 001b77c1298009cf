/** How far a run is, as plain data: the pipeline makes a new one after every change, views only read. */
export interface ProgressState {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Present while nothing is done but to wait for jobs that an earlier launcher started. */
  readonly earlier?: EarlierJobs;
  /** Absent: not part of this run (`--mode eval`). */
  readonly infer?: InferProgress;
  /** Absent: not part of this run (`--mode infer`). */
  readonly eval?: EvalProgress;
  /** One line for every task or pair that failed for good, oldest first; only ever appended to. */
  readonly failures: readonly string[];
  /** One line each, oldest first; only ever appended to. */
  readonly warnings: readonly string[];
}

/** The jobs that an earlier launcher started, when this one came. */
export interface EarlierJobs {
  readonly total: number;
  /** How many of them have not ended. */
  readonly open: number;
  /** Samples they have answered since. */
  readonly answered: number;
  readonly waits: readonly Wait[];
}

export type StageStatus = 'waiting' | 'running' | 'ended';

/** All models together, and each by itself, in the order of the config. */
export interface InferProgress extends Throughput {
  readonly status: StageStatus;
  readonly models: readonly ModelProgress[];
  /** GPUs that workers hold now; absent: no model wants any. */
  readonly gpusInUse?: number;
  /** Why jobs are queued, the most frequent reason first; absent: none is. */
  readonly waits?: readonly Wait[];
}

/** A reason in the words of the engine, and how many jobs are queued for it. */
export interface Wait {
  readonly reason: string;
  readonly jobs: number;
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
  /** The engine has their jobs and has not begun them. */
  readonly queued: number;
  /** Loading their model. */
  readonly starting: number;
  readonly running: number;
}
