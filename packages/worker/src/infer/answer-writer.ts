import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { named } from '../errors.ts';

interface Line {
  readonly path: string;
  readonly text: string;
  written(): void;
}

const BACKLOG_LIMIT = 4096;

/**
 * Writes answers durably, many at a time: while one group is on its way to the disk the next gathers (group commit).
 * A line counts as written when it is whole and on disk.
 */
export class AnswerWriter {
  readonly #files = new Map<string, Promise<FileHandle>>();
  #queue: Line[] = [];
  #working: Promise<void> | undefined;
  #failure: unknown;

  /** Queues a line; `written` is called once it is on disk. Resolves when there is room for more. */
  async append(path: string, record: object, written: () => void): Promise<void> {
    this.#throwFailure();
    this.#queue.push({ path, text: `${JSON.stringify(record)}\n`, written });
    this.#working ??= this.#work();
    while ((await await this.#queue.length) > BACKLOG_LIMIT && this.#working) await this.#working;
  }

  /** Resolves when everything queued so far is on disk. */
  async flush(): Promise<void> {
    while (await this.#working) await this.#working;
    this.#throwFailure();
  }

  /** Closes a file that gets no more lines. */
  async finish(path: string): Promise<void> {
    const file = this.#files.get(path);
    this.#files.delete(path);
    await (await file)?.close();
  }

  async close(): Promise<void> {
    await this.#working;
    await Promise.all([...this.#files.keys()].map((path) => this.finish(path)));
  }

  async #work(): Promise<void> {
    // One turn of the event loop, so that answers that arrive together are written together.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#queue.length > 0) {
        const group = this.#queue;
        this.#queue = [];
        await this.#write(group);
        for (const line of group) line.written();
      }
    } catch (error) {
      this.#failure = named(error);
    } finally {
      this.#working = undefined;
    }
  }

  async #write(group: readonly Line[]): Promise<void> {
    const texts = new Map<string, string[]>();
    for (const { path, text } of group) {
      const lines = texts.get(path);
      if (lines) lines.push(text);
      else texts.set(path, [text]);
    }
    await Promise.all(
      [...texts].map(async ([path, lines]) => {
        const file = await this.#fileAt(path);
        await file.appendFile(lines.join(''));
        await file.datasync();
      }),
    );
  }

  #fileAt(path: string): Promise<FileHandle> {
    const opening = this.#files.get(path) ?? mkdir(dirname(path), { recursive: true }).then(() => open(path, 'a'));
    this.#files.set(path, opening);
    return opening;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
