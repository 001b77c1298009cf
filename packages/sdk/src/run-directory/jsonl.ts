import { type FileHandle, open } from 'node:fs/promises';
import { hasCode } from './files.ts';

const CHUNK_BYTES = 1 << 16;
const NEWLINE = 0x0a;

/**
 * Appends lines to a file that one process writes. When `append` resolves, the lines are with the operating system,
 * or, where `durable` (the default), on disk. Calls that overlap write one after the other. Behind a line that a crash
 * has torn, a new one begins.
 */
export class JsonlAppender {
  readonly #path: string;
  readonly #durable: boolean;
  #file: FileHandle | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string, { durable = true }: { durable?: boolean } = {}) {
    this.#path = path;
    this.#durable = durable;
  }

  /** Calls may overlap: their lines stand in the order of the calls. */
  async append(...records: object[]): Promise<void> {
    await this.appendAll(records);
  }

  /** For more records than a call can have arguments. */
  async appendAll(records: readonly object[]): Promise<void> {
    if (records.length === 0) return;
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const written = this.#last.then(() => this.#write(text));
    this.#last = written.catch(() => {});
    await written;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #write(text: string): Promise<void> {
    const file = this.#file ?? (await openAtLineStart(this.#path));
    this.#file = undefined;
    try {
      await file.appendFile(text);
      if (this.#durable) await file.datasync();
      this.#file = file;
    } finally {
      // What was written in part (a full disk) is a torn line: the next one must begin behind it.
      if (this.#file === undefined) await file.close();
    }
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
    const end = bytes.lastIndexOf(NEWLINE);
    this.#rest = bytes.subarray(end + 1);
    return parseLines<Entry>(bytes.subarray(0, end + 1).toString('utf8'));
  }
}

/** All entries of a file. */
export async function readJsonl<Entry>(path: string): Promise<Entry[]> {
  return await new JsonlTail<Entry>(path).read();
}

async function openAtLineStart(path: string): Promise<FileHandle> {
  const file = await open(path, 'a+');
  const { size } = await file.stat();
  if (size === 0) return file;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer[0] !== NEWLINE) await file.appendFile('\n');
  return file;
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
