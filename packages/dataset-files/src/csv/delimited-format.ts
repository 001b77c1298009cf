import type { Row } from 'oc-sdk';
import { type Place, rowInvalid } from '../errors.ts';
import type { StreamFormat } from '../file-format.ts';
import { type CsvDialect, records } from './records.ts';

/** The fields of one row with the names of their columns. */
interface NamedRecord extends Place {
  readonly header: readonly string[];
  readonly fields: readonly string[];
}

interface DelimitedOptions extends CsvDialect {
  readonly header?: readonly string[] | undefined;
}

/** CSV files in one dialect. */
export function delimitedFormat(options: DelimitedOptions): StreamFormat<NamedRecord> {
  return { scan: (chunks, file) => namedRecords(chunks, file, options), parse: rowOf };
}

async function* namedRecords(
  chunks: AsyncIterable<Buffer>,
  file: string,
  options: DelimitedOptions,
): AsyncGenerator<NamedRecord[]> {
  let header = options.header;
  for await (const { line, fields } of records(chunks, file, options)) {
    if (header === undefined) header = checkedHeader(fields, { file, line });
    else yield [{ file, line, header, fields }];
  }
}

function checkedHeader(names: readonly string[], place: Place): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return names;
  const expected = 'Expected a different name for every column. Mend the first line, or name the columns with header.';
  throw rowInvalid(place, `two columns are named "${twice}"`, names.join(' | '), expected);
}

/** Throws `DATASET_ROW_INVALID` for a row with more or fewer fields than the header. */
function rowOf({ file, line, header, fields }: NamedRecord): Row {
  if (fields.length === header.length) return Object.fromEntries(header.map((name, index) => [name, fields[index]]));
  const expected = `Expected a value for each of: ${header.join(', ')}. A value with a delimiter in it must be quoted.`;
  const problem = `${fields.length} fields, but ${header.length} columns`;
  throw rowInvalid({ file, line }, problem, fields.join(' | '), expected);
}
