/** Positions [start, end) in a dataset's selection. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What a partitioner knows of one dataset. */
export interface DatasetInfo {
  readonly abbr: string;
  /** Samples after `test_range` and `--limit`. */
  readonly size: number;
  /** The samples that still need an answer: sorted, disjoint, not empty. A fresh run has one range, [0, size). */
  readonly pending: readonly Range[];
  /** How the dataset is asked: `ppl` scores every label, `gen` writes an answer. */
  readonly mode: 'gen' | 'ppl';
  /** Labels scored per sample in `ppl` mode. */
  readonly labels?: number;
  /** Seconds one sample takes one worker: as earlier runs have shown it, else an estimate. */
  readonly secondsPerSample?: number;
}

export interface ModelInfo {
  readonly abbr: string;
}

export interface PartitionInput {
  readonly model: ModelInfo;
  readonly datasets: readonly DatasetInfo[];
  /** Workers that this model may have at once. */
  readonly workers: number;
  /** Seconds it takes to load the model, where known. */
  readonly loadSeconds?: number;
}

/** Positions [start, end) of one dataset. */
export interface Part {
  readonly dataset: string;
  readonly start: number;
  readonly end: number;
}

/** One task to be: parts of one or more datasets, and what it is thought to cost. */
export interface TaskDraft {
  readonly parts: readonly Part[];
  /** In the partitioner's own unit: only comparisons matter. */
  readonly cost: number;
}

/**
 * Cuts the pending samples of one model into tasks. Pure: same input, same tasks; the input is never changed.
 * Every pending sample must be in exactly one task, and no other sample in any; core checks it.
 */
export interface Partitioner {
  /** Its tasks may be cut again while the run goes, so that no worker runs dry while another has much left. */
  readonly divisible?: boolean;
  partition(input: PartitionInput): Iterable<TaskDraft>;
}
