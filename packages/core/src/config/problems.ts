import { relative } from 'node:path';
import { configInvalid } from '../errors.ts';
import type { Position } from './node.ts';

interface Problem {
  readonly at: Position;
  readonly message: string;
  readonly details: string | undefined;
  readonly cause: unknown;
}

/** All that is wrong with a config: gathered first, told together. */
export class Problems {
  readonly #cwd: string;
  readonly #list: Problem[] = [];

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** @param message one line, without a full stop; what it says of a value must not hold a secret */
  add(at: Position, message: string, more: { details?: string | undefined; cause?: unknown } = {}): void {
    this.#list.push({ at, message, details: more.details, cause: more.cause });
  }

  /** @throws {OcError} `CONFIG_INVALID` if there is any problem */
  throwIfAny(file: string): void {
    if (this.#list.length === 0) return;
    const texts = this.#list.toSorted(byPlace).map((problem) => this.#show(problem));
    const cause = this.#list.find((problem) => problem.cause !== undefined)?.cause;
    throw configInvalid(this.#pathOf(file), [...new Set(texts)], cause);
  }

  /** `config.yaml:3:5`, or the flag. */
  place({ file, line, column, flag }: Position): string {
    return flag ?? `${this.#pathOf(file)}:${line}:${column}`;
  }

  #show({ at, message, details }: Problem): string {
    const more = details === undefined ? '' : `\n${details.replace(/^/gm, '    ')}`;
    return `${this.place(at)}: ${message}${more}`;
  }

  #pathOf(file: string): string {
    const path = relative(this.#cwd, file);
    return path.startsWith('..') || path === '' ? file : path;
  }
}

function byPlace({ at: a }: Problem, { at: b }: Problem): number {
  if (a.file !== b.file) return 0;
  return a.line - b.line || a.column - b.column;
}
