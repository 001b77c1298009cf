/** One row of a dataset: its columns. */
export type Row = Readonly<Record<string, unknown>>;

export interface DatasetRow {
  /** Position in the split, from 0. */
  readonly index: number;
  /** Stable name of the row: the file's own id where it has one, else the position. */
  readonly id: string;
  readonly row: Row;
}

export interface SplitSummary {
  readonly rows: number;
  /** Hash of the content (hex): two splits with the same rows in the same form share it. */
  readonly contentHash: string;
}

/** The rows of one dataset, read as they are needed. Splits are named: `test`, `train`, or as `reader_cfg` says. */
export interface Dataset {
  /** Rows [start, end) in the order of the file; `rows(s, a, b)` yields what `rows(s)` yields from the a-th on. */
  rows(split: string, start?: number, end?: number): AsyncIterable<DatasetRow>;
  /** Counts and hashes a split in one pass, without keeping it. */
  summarize(split: string): Promise<SplitSummary>;
  /**
   * Something cheap that changes when the content may have changed (a file's size, times and inode): what
   * {@link summarize} returned is remembered under it. Absent: never remembered.
   */
  stamp?(split: string): Promise<string>;
}
