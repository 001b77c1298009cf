import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { failureOf } from './access.ts';
import { through } from './through.ts';

const CHUNK_BYTES = 128 * 1024;

/**
 * A file's bytes in chunks, decompressed where its name ends in `.gz`. The file is closed when its end is reached or
 * the consumer stops. Throws `DATASET_FILE_NOT_FOUND`, `DATASET_FILE_UNREADABLE`, or the signal's reason.
 */
export async function* readBytes(file: string, split: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    const chunks = fileChunks(file, signal);
    yield* file.endsWith('.gz') ? through<Buffer>(chunks, createGunzip()) : chunks;
  } catch (error) {
    signal.throwIfAborted();
    throw await failureOf(error, file, split);
  }
}

/** Not a ReadStream: that one closes its file at some later time when the consumer stops early. */
async function* fileChunks(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    while (true) {
      signal.throwIfAborted();
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
