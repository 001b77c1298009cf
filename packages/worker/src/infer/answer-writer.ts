import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { namedError } from 'oc-sdk/run-directory';

interface Line {
  readonly path: string;
  readonly text: string;
  written(): void;
}

const BACKLOG_LIMIT = 4096;
/** Small tasks have a file each: the ones written last stay open. */
const OPEN_FILES_LIMIT = 64;

/**
 * Writes answers durably, many at a time: while one group is on its way to the disk the next gathers (group commit).
 * A line counts as written when it is whole and on disk.
 */
export class AnswerWriter {
  /** The one written longest ago comes first. */
  readonly #files = new Map<string, FileHandle>();
  readonly #folders = new Set<string>();
  #queue: Line[] = [];
  /** The group that gathers or is being written; it never rejects. */
  #group: Promise<void> | undefined;
  #appended = 0;
  #written = 0;
  #failure: unknown;

  /** Queues a line; `written` is called once it is on disk. Resolves when there is room for more. */
  async append(path: string, record: object, written: () => void): Promise<void> {
    this.#throwFailure();
    this.#queue.push({ path, text: `${JSON.stringify(record)}\n`, written });
    this.#appended += 1;
    this.#group ??= this.#writeGroup();
    while (this.#queue.length > BACKLOG_LIMIT && this.#group !== undefined) await this.#group;
  }

  /** Resolves when everything queued so far is on disk, whatever is queued meanwhile. */
  async flush(): Promise<void> {
    const all = this.#appended;
    while (this.#written < all && this.#group !== undefined) await this.#group;
    this.#throwFailure();
  }

  /** Writes what is queued, as far as the disk lets it, and closes the files. */
  async close(): Promise<void> {
    while (this.#group !== undefined) await this.#group;
    await this.#closeFiles(0);
  }

  async #writeGroup(): Promise<void> {
    // One turn of the event loop, so that answers that arrive together are written together.
    await new Promise((resolve) => setImmediate(resolve));
    const group = this.#queue;
    this.#queue = [];
    try {
      await this.#write(group);
      this.#written += group.length;
      for (const line of group) line.written();
      await this.#closeFiles(OPEN_FILES_LIMIT);
    } catch (error) {
      this.#failure ??= namedError(error);
    }
    this.#group = this.#queue.length > 0 && this.#failure === undefined ? this.#writeGroup() : undefined;
  }

  async #write(group: readonly Line[]): Promise<void> {
    const texts = new Map<string, string[]>();
    for (const { path, text } of group) {
      const lines = texts.get(path);
      if (lines) lines.push(text);
      else texts.set(path, [text]);
    }
    await Promise.all([...texts].map(([path, lines]) => this.#writeFile(path, lines.join(''))));
  }

  async #writeFile(path: string, text: string): Promise<void> {
    const file = this.#files.get(path) ?? (await this.#open(path));
    this.#files.delete(path);
    this.#files.set(path, file);
    await file.appendFile(text);
    await file.datasync();
  }

  async #open(path: string): Promise<FileHandle> {
    const folder = dirname(path);
    if (!this.#folders.has(folder)) await mkdir(folder, { recursive: true });
    this.#folders.add(folder);
    return await open(path, 'a');
  }

  async #closeFiles(limit: number): Promise<void> {
    const oldest = [...this.#files].slice(0, Math.max(0, this.#files.size - limit));
    for (const [path] of oldest) this.#files.delete(path);
    await Promise.all(oldest.map(([, file]) => file.close()));
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
