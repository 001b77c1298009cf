import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { temporaryFor } from './temporary.ts';

const CHUNK_CHARACTERS = 1 << 16;

/** Replaces a file by pieces of text that come one by one: readers see the old content or the new. Makes its folder. */
export async function writeWhole(path: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const temporary = await temporaryFor(path, 'tmp');
  try {
    await pipeline(inChunks(pieces), createWriteStream(temporary, { flush: true }));
    await rename(temporary, path);
  } catch (error) {
    // On a full disk, what is left of it would take the space that others need.
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The same text in pieces that are worth a write each. */
export async function* inChunks(pieces: AsyncIterable<string> | Iterable<string>): AsyncIterable<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield text;
}
