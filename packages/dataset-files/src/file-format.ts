import type { Row } from 'oc-sdk';
import type { Place } from './errors.ts';

/** How rows stand in a file. `Raw` is a row that has been found but not parsed yet. */
export type FileFormat<Raw extends Place = Place> = StreamFormat<Raw> | TableFormat<Raw>;

/** Rows one after the other, to be found in a pass over the bytes. */
export interface StreamFormat<Raw extends Place> {
  /** Finds the rows, in batches as they come out of the chunks. Everything is read before it ends by itself. */
  scan(chunks: AsyncIterable<Buffer>, file: string): AsyncIterable<readonly Raw[]>;
  parse(raw: Raw): Row;
}

/** A file that knows its rows: any of them is found without those before it. */
export interface TableFormat<Raw extends Place> {
  count(file: string): Promise<number>;
  /** The rows from the start-th on. */
  read(file: string, start: number, signal: AbortSignal): AsyncIterable<readonly Raw[]>;
  parse(raw: Raw): Row;
}

export function isTable<Raw extends Place>(format: FileFormat<Raw>): format is TableFormat<Raw> {
  return 'count' in format;
}
