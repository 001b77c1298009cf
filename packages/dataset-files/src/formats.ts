import { extname } from 'node:path';
import { delimitedFormat } from './csv/delimited-format.ts';
import { dialectOptions } from './csv/options.ts';
import { formatUnknown } from './errors.ts';
import type { FileFormat } from './file-format.ts';
import { jsonFormat, jsonOptions } from './json/json-format.ts';
import { jsonlFormat } from './jsonl/jsonl-format.ts';
import { parquetFormat } from './parquet/parquet-format.ts';

export const FORMATS = ['jsonl', 'json', 'csv', 'tsv', 'parquet'] as const;
export type FormatName = (typeof FORMATS)[number];

/** The options of all formats together, for files whose format their name tells. */
export const formatOptions = { ...jsonOptions, ...dialectOptions } as const;

export interface FormatOptions {
  readonly rows_path?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly header?: readonly string[] | undefined;
}

const BY_EXTENSION: Readonly<Record<string, FormatName>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.parquet': 'parquet',
};

/** The format that a file's name tells, `.gz` left aside. Throws `DATASET_FORMAT_UNKNOWN`. */
export function formatNamed(file: string): FormatName {
  const extension = extname(file.replace(/\.gz$/, '')).toLowerCase();
  const name = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  if (name === undefined) throw formatUnknown(file, Object.keys(BY_EXTENSION));
  return name;
}

/** The reader of a format. */
export async function formatFor(name: FormatName, options: FormatOptions): Promise<FileFormat> {
  const { rows_path, delimiter = name === 'tsv' ? '\t' : ',', quote = '"', header } = options;
  if (name === 'jsonl') return jsonlFormat;
  if (name === 'json') return jsonFormat(rows_path);
  if (name === 'parquet') return parquetFormat(await import('./parquet/load.ts'));
  return delimitedFormat({ delimiter, quote, header });
}
