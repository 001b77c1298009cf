/**
 * Where a number of tokens comes from, from sure to unsure: counted by the model (`measured`), estimated from some
 * prompts, the most that answers may have, or nobody knows.
 */
export type TokenOrigin = 'measured' | 'estimated' | 'at_most' | 'unknown';

/** A number of tokens; `unknown` goes with null. */
export interface TokenCount {
  readonly count: number | null;
  readonly from: TokenOrigin;
}

export interface Money {
  readonly currency: string;
  readonly amount: number | null;
  readonly from: TokenOrigin;
}

/** What inference takes, as planned or as it was; of one model or of all. */
export interface RunEffort {
  readonly samples: number;
  /** How often models are loaded, and the seconds of all these loads. */
  readonly loads: number;
  readonly load_seconds: number;
  /** Seconds at work, of all workers together. */
  readonly work_seconds: number;
  /** GPUs of workers, from their start to their end. */
  readonly gpu_hours: number;
  readonly prompt_tokens: TokenCount;
  readonly output_tokens: TokenCount;
  /** For models with a `price`; one for each currency. */
  readonly money: readonly Money[];
}

/** The same of all models, and how long it takes. */
export interface TotalEffort extends RunEffort {
  /** From the first worker's start to the end of the last. */
  readonly wall_seconds: number;
  /** What no schedule could be below: all work evenly on workers and GPUs, or the longest sample, and one model load. */
  readonly bound_seconds: number;
}

export interface ModelEffort extends RunEffort {
  readonly model: string;
  /** GPUs of each of its workers. */
  readonly gpus: number;
}

/** From when to when, in seconds since the first worker's start. */
export type Span = readonly [from: number, to: number];

/** What one worker did. */
export interface WorkerTimeline {
  readonly worker: string;
  readonly model: string;
  /** Absent: a worker of an earlier version. */
  readonly host?: string;
  /** Devices that it saw, where its model wants any. */
  readonly gpus: readonly string[];
  readonly life: Span;
  /** Absent: its model was never loaded. */
  readonly load?: Span;
  /** In order, without overlaps: from the first request to the last answer of tasks. */
  readonly work: readonly Span[];
}

/** What one invocation of a run planned for its inference, and what became of it. */
export interface RunReport {
  /** Absent: nothing was forecast, for the run was stopped. */
  readonly planned?: { readonly total: TotalEffort; readonly models: readonly ModelEffort[] };
  readonly actual: { readonly total: TotalEffort; readonly models: readonly ModelEffort[] };
  /** Share of the workers' time that was work: 0 to 1. */
  readonly utilisation: number;
  /** By host, GPU and start. */
  readonly workers: readonly WorkerTimeline[];
}
