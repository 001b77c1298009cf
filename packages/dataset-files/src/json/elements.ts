import { type Place, rowInvalid, rowsNotFound } from '../errors.ts';
import { isBlank, type JsonRow } from '../json-row.ts';
import { ArraySearch } from './array-search.ts';
import { Nesting } from './nesting.ts';

const COMMA = 0x2c;
const CLOSING_BRACKET = 0x5d;
const LINE_FEED = 0x0a;
const EXPECTED = 'Expected [ROW, ROW, ...], with one comma between two rows and none behind the last.';

/**
 * The elements of the array at `rowsPath`, cut out by their brackets and commas but not parsed: whoever wants the
 * rows from the millionth on need not wait for a million objects. Holds a chunk and one element at most.
 * Throws `DATASET_ROWS_NOT_FOUND` where there is no such array, `DATASET_ROW_INVALID` where it is not well formed.
 */
export async function* elements(
  chunks: AsyncIterable<Buffer>,
  file: string,
  rowsPath: readonly string[],
): AsyncGenerator<JsonRow[]> {
  const scanner = new ElementScanner(file, rowsPath);
  for await (const chunk of chunks) yield scanner.push(chunk);
  scanner.end();
}

class ElementScanner {
  readonly #file: string;
  readonly #rowsPath: readonly string[];
  readonly #search: ArraySearch;
  readonly #nesting = new Nesting();
  #phase: 'before' | 'inside' | 'after' = 'before';
  /** Of the byte in hand. */
  #line = 1;
  #column = 1;
  #batch: JsonRow[] = [];
  #rows = 0;
  /** Where the element in hand starts, and its bytes in the chunks before this one. */
  #element: { place: Place & { column: number }; pieces: Buffer[] } | undefined;
  /** Where in this chunk the element in hand starts. */
  #from = 0;

  constructor(file: string, rowsPath: readonly string[]) {
    this.#file = file;
    this.#rowsPath = rowsPath;
    this.#search = new ArraySearch(rowsPath);
  }

  /** The elements that end in this chunk. */
  push(chunk: Buffer): JsonRow[] {
    this.#batch = [];
    this.#from = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.#phase === 'inside') this.#stepInside(byte, chunk, index);
      else if (this.#phase === 'before') this.#stepBefore(byte);
      else this.#stepAfter(byte);
      this.#column += 1;
      if (byte === LINE_FEED) {
        this.#line += 1;
        this.#column = 1;
      }
    }
    this.#element?.pieces.push(chunk.subarray(this.#from));
    return this.#batch;
  }

  /** An empty file has no rows; any other must have ended its array. */
  end(): void {
    if (this.#phase === 'before' && this.#search.started)
      throw rowsNotFound(this.#place(), this.#rowsPath, 'the file ends before it');
    if (this.#phase !== 'inside') return;
    const place = this.#element?.place ?? this.#place();
    const text = Buffer.concat(this.#element?.pieces ?? []).toString();
    throw rowInvalid(place, 'the file ends inside the array', text, `${EXPECTED} The file may have been cut off.`);
  }

  #stepBefore(byte: number): void {
    const state = this.#search.step(byte);
    if (state === 'found') this.#phase = 'inside';
    else if (state !== 'searching') throw rowsNotFound(this.#place(), this.#rowsPath, state.problem);
  }

  #stepInside(byte: number, chunk: Buffer, index: number): void {
    const between = this.#nesting.depth <= 0 && !this.#nesting.inString;
    if (between && (byte === COMMA || byte === CLOSING_BRACKET)) {
      if (this.#element !== undefined || byte === COMMA || this.#rows > 0) this.#closeElement(chunk, index);
      if (byte === CLOSING_BRACKET) this.#phase = 'after';
      return;
    }
    if (this.#element === undefined && !isBlank(byte)) this.#openElement(index);
    this.#nesting.step(byte);
  }

  #openElement(index: number): void {
    this.#element = { place: this.#place(), pieces: [] };
    this.#from = index;
  }

  #closeElement(chunk: Buffer, index: number): void {
    if (this.#element === undefined) throw rowInvalid(this.#place(), 'a comma without a row', ',', EXPECTED);
    const { place, pieces } = this.#element;
    const last = chunk.subarray(this.#from, index);
    this.#batch.push({ ...place, bytes: pieces.length === 0 ? last : Buffer.concat([...pieces, last]) });
    this.#rows += 1;
    this.#element = undefined;
  }

  /** Behind an array at a `rows_path` the rest of the file is not looked at. */
  #stepAfter(byte: number): void {
    if (this.#rowsPath.length > 0 || isBlank(byte)) return;
    throw rowInvalid(this.#place(), 'text behind the array', String.fromCharCode(byte), EXPECTED);
  }

  #place(): Place & { column: number } {
    return { file: this.#file, line: this.#line, column: this.#column };
  }
}
