import { isUtf8 } from 'node:buffer';
import type { Row } from 'oc-sdk';
import { type Place, rowInvalid } from './errors.ts';

/** The text of one row. */
export interface JsonRow extends Place {
  readonly bytes: Buffer;
  /** Column of its first byte. */
  readonly column: number;
}

const BOM = Buffer.from('\uFEFF');

export function withoutBom(bytes: Buffer): Buffer {
  return bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes;
}

/** Tab, line feed, vertical tab, form feed, carriage return, blank. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** Throws `DATASET_ROW_INVALID` for what is not UTF-8, not JSON, or not an object. */
export function parseJsonRow(raw: JsonRow): Row {
  const text = raw.bytes.toString('utf8');
  if (!isUtf8(raw.bytes)) throw rowInvalid(raw, 'not UTF-8', text, 'Expected text in UTF-8: convert the file.');
  const row = parse(text, raw);
  if (isRow(row)) return row;
  throw rowInvalid(raw, 'not an object', text.trim(), 'Expected an object, {"column": value, ...}, for every row.');
}

function parse(text: string, raw: JsonRow): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const expected = 'Expected an object in JSON. JSON has no NaN, no Infinity, no single quotes and no comments.';
    throw rowInvalid(placeOf(error, text, raw), 'not JSON', text.trim(), expected, error);
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The engine says where for some mistakes only; for the others it is the start of the row, without a column. */
function placeOf(error: unknown, text: string, { file, line, column }: JsonRow): Place {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  if (position === undefined) return { file, line };
  const before = text.slice(0, Number(position)).split('\n');
  const last = before.at(-1) ?? '';
  return { file, line: line + before.length - 1, column: last.length + (before.length === 1 ? column : 1) };
}
