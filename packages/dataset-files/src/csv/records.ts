import { isUtf8 } from 'node:buffer';
import { CsvError, type Info, parse } from 'csv-parse';
import { type Place, rowInvalid } from '../errors.ts';
import { through } from '../through.ts';
import { ByteWindow } from './byte-window.ts';

export interface CsvDialect {
  readonly delimiter: string;
  /** Empty: there are no quotes. */
  readonly quote: string;
}

export interface CsvRecord extends Place {
  readonly fields: readonly string[];
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const PROBLEMS = new Map<string, string>([
  ['CSV_INVALID_CLOSING_QUOTE', 'text behind a closing quote'],
  ['INVALID_OPENING_QUOTE', 'a quote inside a field that does not start with one'],
  ['CSV_QUOTE_NOT_CLOSED', 'a quote that is never closed'],
]);

interface Parsed {
  readonly record: string[];
  readonly info: Info;
}

/** Everything that is not an empty line, the header among it. Throws `DATASET_ROW_INVALID` for broken quotes. */
export async function* records(
  chunks: AsyncIterable<Buffer>,
  file: string,
  { delimiter, quote }: CsvDialect,
): AsyncGenerator<CsvRecord> {
  const window = new ByteWindow();
  const parser = parse({
    delimiter,
    quote: quote === '' ? null : quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    info: true,
    skip_empty_lines: true,
    // Ragged rows are reported by their reader, which knows the names of the columns.
    relax_column_count: true,
  });
  // The parser counts a quoted CRLF as two lines, so lines are counted here.
  let line = 1;

  try {
    for await (const { record, info } of through<Parsed>(window.watch(chunks), parser)) {
      const bytes = window.take(info.bytes);
      const start = line + lineBreaks(bytes.subarray(0, emptyLinesLength(bytes)));
      if (!isUtf8(bytes)) throw notUtf8({ file, line: start }, record);
      yield { file, line: start, fields: record };
      line += lineBreaks(bytes);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // `bytes` ends the last whole field: what follows is the broken one. (`bytes_records` is no offset, but a sum.)
    line += lineBreaks(window.take(Number(error.bytes)));
    const rest = window.take(Infinity);
    const empty = emptyLinesLength(rest);
    const text = rest.toString('utf8', empty, empty + 500);
    const field = text.startsWith(delimiter) ? text.slice(delimiter.length) : text;
    throw brokenRecord(error, { file, line: line + lineBreaks(rest.subarray(0, empty)) }, field);
  }
}

/** Line feeds, carriage returns, and both together as one. */
function lineBreaks(bytes: Buffer): number {
  let count = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && bytes[index + 1] !== LINE_FEED)) count += 1;
  }
  return count;
}

/** How many bytes of empty lines the parser skipped before the record. */
function emptyLinesLength(bytes: Buffer): number {
  const length = bytes.findIndex((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN);
  return length < 0 ? bytes.length : length;
}

function notUtf8(place: Place, record: readonly string[]): Error {
  return rowInvalid(place, 'not UTF-8', record.join(' | '), 'Expected text in UTF-8: convert the file.');
}

function brokenRecord({ code }: CsvError, place: Place, text: string): Error {
  const expected =
    'Expected fields that hold quotes to be quoted whole, their quotes doubled: "say ""yes""". For a file where quotes mean nothing, set quote: "".';
  return rowInvalid(place, PROBLEMS.get(code) ?? `broken (${code})`, text, expected);
}
