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

  get any(): boolean {
    return this.#list.length > 0;
  }

  /** @throws {OcError} `CONFIG_INVALID` if there is any problem */
  throwIfAny(file: string): void {
    if (!this.any) return;
    const told = new Set<string>();
    const texts = inOrder(this.#list).map((problem) => this.#show(problem, told));
    const cause = this.#list.find((problem) => problem.cause !== undefined)?.cause;
    throw configInvalid(this.#pathOf(file), [...new Set(texts)], cause);
  }

  /** `config.yaml:3:5`, or the flag. */
  place({ file, line, column, flag }: Position): string {
    return flag ?? `${this.#pathOf(file)}:${line}:${column}`;
  }

  /** What to do about something is told once, however often it occurs. */
  #show({ at, message, details }: Problem, told: Set<string>): string {
    const isNews = details !== undefined && !told.has(message);
    told.add(message);
    return `${this.place(at)}: ${message}${isNews ? `\n${details.replace(/^/gm, '    ')}` : ''}`;
  }

  #pathOf(file: string): string {
    const path = relative(this.#cwd, file);
    return path.startsWith('..') || path === '' ? file : path;
  }
}

/** File by file as they come up, from top to bottom in each. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map(({ at }) => at.file))];
  return files.flatMap((file) =>
    problems
      .filter(({ at }) => at.file === file)
      .toSorted(({ at: a }, { at: b }) => a.line - b.line || a.column - b.column),
  );
}
