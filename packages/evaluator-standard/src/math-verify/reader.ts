import type { Expression } from './expression.ts';

/** What is nested deeper is not parsed. */
const DEPTH_LIMIT = 60;

/** The text is no mathematics that is known. */
export class SyntaxProblem extends Error {}

/** A rule reads what it describes and leaves the reader behind it. Throws a `SyntaxProblem`. */
export type Rule = (reader: Reader) => Expression;

/** The rules that others lead back to. */
export interface Rules {
  readonly items: (reader: Reader) => Expression[];
  readonly relation: Rule;
  readonly sum: Rule;
  readonly power: Rule;
  readonly startsAtom: (reader: Reader) => boolean;
  readonly single: Rule;
}

/** Tokens, and the place in them. */
export class Reader {
  readonly rules: Rules;
  /** Bars that are open: the next one closes. */
  bars = 0;
  readonly #tokens: string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[], rules: Rules) {
    this.#tokens = [...tokens];
    this.rules = rules;
  }

  get depth(): number {
    return this.#depth;
  }

  peek(ahead = 0): string | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** The next token, which is passed. */
  next(): string {
    const token = this.peek();
    if (token === undefined) throw new SyntaxProblem();
    this.#at += 1;
    return token;
  }

  take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#at += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw new SyntaxProblem();
  }

  /** Cuts the next token in two: its first character is passed and returned, the rest is the next one. */
  split(): string {
    const token = this.peek() ?? '';
    this.#tokens.splice(this.#at, 1, token.charAt(0), token.slice(1));
    return this.next();
  }

  /** The tokens that a rule read. */
  textOf(rule: Rule): string {
    const start = this.#at;
    rule(this);
    return this.#tokens.slice(start, this.#at).join('');
  }

  deeper<Found>(rule: (reader: Reader) => Found): Found {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw new SyntaxProblem();
    const found = rule(this);
    this.#depth -= 1;
    return found;
  }
}
