import type { OcError } from './error.ts';

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

/** A row where it stands in its file, or why there is none. */
export type FoundRow =
  | {
      /** Position in the split, from 0, broken rows left aside. */
      readonly index: number;
      /** From 1; where a file has no lines, the number of the row in it. */
      readonly line: number;
      readonly row: Row;
    }
  | {
      /** Its message says where. */
      readonly problem: OcError;
    };

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
  /**
   * All rows with the lines they stand on, for those who look for mistakes: a broken row does not end it where the rows
   * behind it can be found, and nothing that is wrong with the data is thrown. Absent: `rows` must do.
   */
  inspect?(split: string): AsyncIterable<FoundRow>;
}
