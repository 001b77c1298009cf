import { type FileHandle, open } from 'node:fs/promises';
import { hasCode } from './files.ts';

const CHUNK_BYTES = 1 << 16;

/**
 * Appends lines to a file that one process writes. When `append` resolves, the lines are with the operating system,
 * or, where `durable` (the default), on disk.
 */
export class JsonlAppender {
  readonly #path: string;
  readonly #durable: boolean;
  #file: FileHandle | undefined;

  constructor(path: string, { durable = true }: { durable?: boolean } = {}) {
    this.#path = path;
    this.#durable = durable;
  }

  async append(...records: object[]): Promise<void> {
    if (records.length === 0) return;
    this.#file ??= await open(this.#path, 'a');
    await this.#file.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    if (this.#durable) await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}

/** Reads the whole lines that have been added to a file since the last call. A file that is not there yet is empty. */
export class JsonlTail<Entry> {
  readonly #path: string;
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** New entries in order. A line that is not JSON (torn by a crash) is left out. */
  async read(): Promise<Entry[]> {
    const added = await readFrom(this.#path, this.#offset);
    if (added.length === 0) return [];
    this.#offset += added.length;
    const bytes = Buffer.concat([this.#rest, added]);
    const end = bytes.lastIndexOf(0x0a);
    this.#rest = bytes.subarray(end + 1);
    return parseLines<Entry>(bytes.subarray(0, end + 1).toString('utf8'));
  }
}

/** All entries of a file. */
export async function readJsonl<Entry>(path: string): Promise<Entry[]> {
  return await new JsonlTail<Entry>(path).read();
}

function parseLines<Entry>(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      entries.push(JSON.parse(line) as Entry);
    } catch {
      // Torn by a crash: what it said did not happen.
    }
  }
  return entries;
}

async function readFrom(path: string, offset: number): Promise<Buffer> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
  try {
    const chunks: Buffer[] = [];
    for (let position = offset; ; ) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return Buffer.concat(chunks);
      chunks.push(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}
