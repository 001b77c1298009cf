import { basename, extname } from 'node:path';

const READERS: Readonly<Record<string, string>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.parquet': 'parquet',
};

/** Endings of files that a reader is known for. */
export const READABLE = Object.keys(READERS);

/** The type of the reader for a file, by its name; `.gz` does not matter. Undefined: it does not tell. */
export function readerOfFile(file: string): string | undefined {
  const ending = extname(file.replace(/\.gz$/, '')).toLowerCase();
  return Object.hasOwn(READERS, ending) ? READERS[ending] : undefined;
}

/** The name of the file up to its first dot, as OpenCompass has it. */
export function abbrOfFile(file: string): string {
  return basename(file).split('.')[0] ?? '';
}
