import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { temporaryFor } from './temporary.ts';
import { inChunks } from './write-whole.ts';

/**
 * Writes text to a file beside a path, as long as `use` needs it: for what comes before the text it stands behind.
 *
 * @param use - gets the text again, piece by piece
 */
export async function spilled(
  path: string,
  pieces: AsyncIterable<string>,
  use: (text: AsyncIterable<string>) => Promise<void>,
): Promise<void> {
  const spill = await temporaryFor(path, 'details');
  try {
    await pipeline(inChunks(pieces), createWriteStream(spill));
    await use(contentOf(spill));
  } finally {
    await rm(spill, { force: true });
  }
}

/** Opened when it is wanted. */
async function* contentOf(path: string): AsyncIterable<string> {
  yield* createReadStream(path, 'utf8') as AsyncIterable<string>;
}
