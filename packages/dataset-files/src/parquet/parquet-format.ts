import { type FileHandle, open } from 'node:fs/promises';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { isOcError, type Row } from 'oc-sdk';
import { type Place, parquetInvalid } from '../errors.ts';
import type { TableFormat } from '../file-format.ts';
import { plainValue } from './plain-value.ts';

/** `line` is the number of the row in its file, from 1. */
interface ParquetRow extends Place {
  readonly row: Row;
}

/** Rows that are decoded at a time: a row group of a large file would be too much to hold. */
const ROWS_AT_ONCE = 1024;

type Library = typeof import('./load.ts');

/** Throws `DATASET_PARQUET_INVALID` for a file that is cut short or broken. */
export function parquetFormat(library: Library): TableFormat<ParquetRow> {
  return {
    count: (file) => withParquet(library, file, async (_, metadata) => Number(metadata.num_rows)),
    async *read(file, start, signal) {
      const handle = await open(file);
      try {
        const buffer = await bufferOf(handle);
        const metadata = await told(file, library.parquetMetadataAsync(buffer));
        const rows = Number(metadata.num_rows);
        for (let from = start; from < rows; from += ROWS_AT_ONCE) {
          signal.throwIfAborted();
          const range = { rowStart: from, rowEnd: Math.min(from + ROWS_AT_ONCE, rows) };
          const { compressors } = library;
          const read = library.parquetReadObjects({
            file: buffer,
            metadata,
            compressors,
            useOffsetIndex: true,
            ...range,
          });
          yield (await told(file, read)).map((row, index) => ({ file, line: from + index + 1, row }));
        }
      } finally {
        await handle.close();
      }
    },
    parse: ({ row }) => plainValue(row) as Row,
  };
}

async function withParquet<Value>(
  library: Library,
  file: string,
  use: (buffer: AsyncBuffer, metadata: FileMetaData) => Promise<Value>,
): Promise<Value> {
  const handle = await open(file);
  try {
    const buffer = await bufferOf(handle);
    return await use(buffer, await told(file, library.parquetMetadataAsync(buffer)));
  } finally {
    await handle.close();
  }
}

/** Of an open file, so that it is the same one to the end. */
async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return bytesRead === bytes.length ? bytes.buffer : bytes.buffer.slice(0, bytesRead);
    },
  };
}

/** The library's own errors say what is wrong with the file; those of the file system stay. */
async function told<Value>(file: string, promise: Promise<Value>): Promise<Value> {
  return await promise.catch((error: unknown) => {
    if (isOcError(error) || (error instanceof Error && 'syscall' in error)) throw error;
    throw parquetInvalid(file, error);
  });
}
