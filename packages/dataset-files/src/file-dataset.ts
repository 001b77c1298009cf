import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Dataset, DatasetRow, PluginContext, Row } from 'oc-sdk';
import { failureOf } from './access.ts';
import { readBytes } from './bytes.ts';
import { idMissing, type Place } from './errors.ts';
import { type PathOption, pathOfSplit } from './options.ts';

/** How rows stand in a file. `Raw` is a row that has been found but not parsed yet. */
export interface FileFormat<Raw extends Place> {
  /** Finds the rows, in batches as they come out of the chunks. Everything is read before it ends by itself. */
  scan(chunks: AsyncIterable<Buffer>, file: string): AsyncIterable<readonly Raw[]>;
  parse(raw: Raw): Row;
}

export interface FileDatasetOptions {
  readonly path: PathOption;
  readonly id_column?: string | undefined;
}

/** A dataset over files of one format: reads as far as it is asked to, and keeps nothing. */
export function fileDataset<Raw extends Place>(
  { path, id_column }: FileDatasetOptions,
  format: FileFormat<Raw>,
  { resolvePath, signal }: Pick<PluginContext, 'resolvePath' | 'signal'>,
): Dataset {
  const fileOf = (split: string) => resolvePath(pathOfSplit(path, split));

  return {
    async *rows(split, start = 0, end = Infinity) {
      const file = fileOf(split);
      let index = 0;
      if (start >= end) return;
      for await (const batch of format.scan(readBytes(file, split, signal), file)) {
        for (const raw of batch) {
          if (index >= start) yield datasetRow(index, raw, format.parse(raw), id_column);
          index += 1;
          if (index >= end) return;
        }
      }
    },

    async summarize(split) {
      const file = fileOf(split);
      const hash = createHash('sha256');
      let rows = 0;
      for await (const batch of format.scan(hashed(readBytes(file, split, signal), hash), file)) rows += batch.length;
      return { rows, contentHash: hash.digest('hex') };
    },

    async stamp(split) {
      const file = fileOf(split);
      try {
        const { size, mtimeNs, ctimeNs, ino } = await stat(file, { bigint: true });
        return [file, size, mtimeNs, ctimeNs, ino].join(':');
      } catch (error) {
        throw await failureOf(error, file, split);
      }
    },
  };
}

function datasetRow(index: number, raw: Place, row: Row, idColumn: string | undefined): DatasetRow {
  return { index, id: idColumn === undefined ? String(index) : idOf(raw, row, idColumn), row };
}

function idOf(place: Place, row: Row, column: string): string {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  throw idMissing(place, column, value);
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
