import { type FileHandle, open } from 'node:fs/promises';
import type { SampleRecord } from 'oc-sdk/run-directory';
import { damagedAnswer } from '../errors.ts';
import type { Coverage, SamplePlace } from './coverage.ts';

export type AnsweredRecord = Extract<SampleRecord, { status: 'ok' }>;

const BLOCK_BYTES = 1 << 18;
/** Answers come nearly in order: what is wanted next may stand a little before. */
const BLOCK_LEAD = 1 << 15;
const OPEN_FILES_LIMIT = 32;

interface Span {
  /** Positions [start, end). */
  readonly start: number;
  readonly end: number;
  /** How many spans are read at once: they share the open files. */
  readonly readers: number;
}

/** The lines of samples, in their order: answers, and failures where there is none. Neither memory nor open files grow with them. */
export async function* readAnswers(
  coverage: Coverage,
  { start, end, readers }: Span = { start: 0, end: coverage.size, readers: 1 },
): AsyncIterable<SampleRecord> {
  const files = new Map<string, BlockReader>();
  try {
    for (let position = start; position < end; position += 1) {
      const place = coverage.at(position);
      const reader = files.get(place.file) ?? new BlockReader(await open(place.file, 'r'));
      // The one used longest ago comes first.
      files.delete(place.file);
      files.set(place.file, reader);
      yield parse(reader.held(place) ?? (await reader.read(place)), place);
      if (files.size > Math.max(1, OPEN_FILES_LIMIT / readers)) await closeOldest(files);
    }
  } finally {
    await Promise.all([...files.values()].map((reader) => reader.close()));
  }
}

function parse(line: string, { file, offset }: SamplePlace): SampleRecord {
  try {
    return JSON.parse(line) as SampleRecord;
  } catch (error) {
    throw damagedAnswer(file, offset, error);
  }
}

async function closeOldest(files: Map<string, BlockReader>): Promise<void> {
  const [oldest] = files;
  if (oldest === undefined) return;
  files.delete(oldest[0]);
  await oldest[1].close();
}

/** Lines of one file, read in blocks. */
class BlockReader {
  readonly #file: FileHandle;
  /** Used again for every block. */
  #buffer: Buffer = Buffer.alloc(BLOCK_BYTES);
  #start = 0;
  #end = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The line, if it is in the block that was read last. */
  held({ offset, length }: SamplePlace): string | undefined {
    if (offset < this.#start || offset + length > this.#end) return undefined;
    return this.#buffer.toString('utf8', offset - this.#start, offset - this.#start + length);
  }

  async read(place: SamplePlace): Promise<string> {
    const start = Math.max(0, place.offset - BLOCK_LEAD);
    const needed = place.offset + place.length - start;
    if (this.#buffer.length < needed) this.#buffer = Buffer.alloc(needed);
    const { bytesRead } = await this.#file.read(this.#buffer, 0, this.#buffer.length, start);
    this.#start = start;
    this.#end = start + bytesRead;
    return this.held(place) ?? '';
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
