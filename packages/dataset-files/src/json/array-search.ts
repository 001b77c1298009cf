import { isBlank } from '../json-row.ts';
import { Nesting } from './nesting.ts';

const KINDS = new Map([
  ['{', 'an object'],
  ['[', 'an array'],
  ['"', 'text'],
]);

/** What is known after a byte: the array has started, or why there will be none. */
export type SearchState = 'searching' | 'found' | { readonly problem: string };

/** Looks for the start of the array at a path of keys, byte by byte; what is beside the path is stepped over. */
export class ArraySearch {
  readonly #path: readonly string[];
  readonly #nesting = new Nesting();
  /** How many keys of the path have been found. Their objects are all that is open, but for what is stepped over. */
  #matched = 0;
  #keyExpected = false;
  /** The bytes of the key in hand, its quotes among them. */
  #keyBytes: number[] | undefined;
  #key: unknown;
  /** Anything but blanks has been seen. */
  started = false;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  step(byte: number): SearchState {
    const { depth, inString } = this.#nesting;
    this.#nesting.step(byte);
    if (depth === this.#matched && !inString) return this.#stepBeforeValue(byte);
    if (depth === this.#matched + 1) return this.#stepInObject(byte, inString);
    return 'searching';
  }

  #stepBeforeValue(byte: number): SearchState {
    if (isBlank(byte) || isBomByte(byte)) return 'searching';
    this.started = true;
    const character = String.fromCharCode(byte);
    const complete = this.#matched === this.#path.length;
    if (character !== (complete ? '[' : '{')) return { problem: KINDS.get(character) ?? 'a single value' };
    this.#keyExpected = true;
    return complete ? 'found' : 'searching';
  }

  #stepInObject(byte: number, inString: boolean): SearchState {
    const character = String.fromCharCode(byte);
    if (this.#keyBytes !== undefined) this.#stepInKey(byte, this.#keyBytes);
    else if (inString) return 'searching';
    else if (character === '"' && this.#keyExpected) this.#keyBytes = [byte];
    else if (character === ',') this.#keyExpected = true;
    else if (character === ':' && this.#key === this.#path[this.#matched]) this.#matched += 1;
    else if (character === '}') return { problem: `there is no key "${this.#path[this.#matched]}"` };
    return 'searching';
  }

  #stepInKey(byte: number, bytes: number[]): void {
    bytes.push(byte);
    if (this.#nesting.inString) return;
    this.#key = unquote(Buffer.from(bytes).toString());
    this.#keyBytes = undefined;
    this.#keyExpected = false;
  }
}

/** Files of some systems start with the three bytes of a byte order mark; nowhere else could they stand. */
function isBomByte(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}

/** Text in JSON; undefined, which is no key, where it is broken. */
function unquote(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
