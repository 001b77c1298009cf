import { OcError } from 'oc-sdk';

/** Where something is wrong in a file; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number | undefined;
}

export function splitUnknown(split: string, known: readonly string[]): OcError {
  return new OcError({
    code: 'DATASET_SPLIT_UNKNOWN',
    message: `no file for the split "${split}"`,
    details: `The option path names files for: ${known.join(', ')}.\nAdd "${split}" there, or name one of these in reader_cfg.`,
    fatal: true,
  });
}

/** `hint`: what is in that folder instead. */
export function fileNotFound(file: string, split: string, hint: string, cause: unknown): OcError {
  return new OcError({
    code: 'DATASET_FILE_NOT_FOUND',
    message: `no such file: ${file} (split "${split}")`,
    details: `${hint}\nCorrect the option path: a relative one starts at the config file that says it, and {split} stands for the split's name.`,
    cause,
    fatal: true,
  });
}

export function fileUnreadable(file: string, split: string, cause: Error): OcError {
  return new OcError({
    code: 'DATASET_FILE_UNREADABLE',
    message: `cannot read ${file} (split "${split}"): ${cause.message}`,
    details:
      'The file is there but could not be read to its end. Check that it is a plain file, its permissions, and (.gz) that it is whole.',
    cause,
  });
}

/** `text`: the row, or as much of it as is at hand; its start is shown. */
export function rowInvalid(place: Place, problem: string, text: string, expected: string, cause?: unknown): OcError {
  return new OcError({
    code: 'DATASET_ROW_INVALID',
    message: `${show(place)}: ${problem}: ${startOf(text)}`,
    details: cause instanceof Error ? `${expected}\nThe parser says: ${startOf(cause.message)}` : expected,
    cause,
    fatal: true,
  });
}

export function idMissing(place: Place, column: string, value: unknown): OcError {
  const found = value === undefined ? 'has no such column' : `has ${startOf(JSON.stringify(value))} there`;
  return new OcError({
    code: 'DATASET_ID_MISSING',
    message: `${show(place)}: id_column is "${column}", but this row ${found}`,
    details:
      'Expected text or a number in every row. Name another column, or leave id_column out: rows are then named by their position.',
    fatal: true,
  });
}

/** A column that `columns` declares and that this row does not have what it takes for. */
export function columnUnderivable(place: Place, column: string, problem: string, known: readonly string[]): OcError {
  return new OcError({
    code: 'DATASET_COLUMN_UNDERIVABLE',
    message: `${show(place)}: no column "${column}" for this row: ${problem}`,
    details: `The row has: ${known.join(', ')}.\nCorrect the option columns, or give the rule "of" an "otherwise" for rows without a value.`,
    fatal: true,
  });
}

/** A row whose options cannot be turned. */
export function notCircular(index: number, problem: string): OcError {
  return new OcError({
    code: 'DATASET_NOT_CIRCULAR',
    message: `the options of row ${index} cannot be turned: ${problem}`,
    details:
      'The option circular names the column with the right letter; it takes rows with options in the columns A, B, C and D.',
    fatal: true,
  });
}

/** A row that no single row of the files that `join` names belongs to. */
export function joinFailed(place: Place, column: string, on: string, value: unknown, found: number): OcError {
  const problem =
    value === undefined ? `it has no "${on}"` : `${found} rows have ${startOf(JSON.stringify(value))} there`;
  return new OcError({
    code: 'DATASET_JOIN_FAILED',
    message: `${show(place)}: no row to join as "${column}" on "${on}": ${problem}`,
    details:
      'Expected exactly one row with the same value there. Correct the option join: its files, or the path "on".',
    fatal: true,
  });
}

export function formatUnknown(file: string, known: readonly string[]): OcError {
  return new OcError({
    code: 'DATASET_FORMAT_UNKNOWN',
    message: `${file}: nothing in its name tells its format`,
    details: `Expected one of ${known.join(', ')} (and .gz behind it), or the option format.`,
    fatal: true,
  });
}

export function parquetInvalid(file: string, cause: unknown): OcError {
  return new OcError({
    code: 'DATASET_PARQUET_INVALID',
    message: `${file} is no whole Parquet file: ${startOf(cause instanceof Error ? cause.message : String(cause))}`,
    details:
      'Expected a file that begins and ends with PAR1. It may have been cut short: compare its size with that of the source, delete it and get it again.',
    cause,
    fatal: true,
  });
}

export function rowsNotFound(place: Place, rowsPath: readonly string[], found: string): OcError {
  const message =
    rowsPath.length === 0
      ? `the file does not hold an array of rows, but ${found}`
      : `no array of rows at rows_path "${rowsPath.join('.')}": ${found}`;
  return new OcError({
    code: 'DATASET_ROWS_NOT_FOUND',
    message: `${show(place)}: ${message}`,
    details:
      'Expected [ROW, ROW, ...]. For rows deeper in the file set rows_path ("data.items"); for one object per line use type: jsonl.',
    fatal: true,
  });
}

function show({ file, line, column }: Place): string {
  return [file, line, ...(column === undefined ? [] : [column])].join(':');
}

function startOf(text: string): string {
  const line = text.slice(0, 81).replaceAll(/\s+/g, ' ').trim();
  return text.length > 80 ? `${line.slice(0, 80)}…` : line;
}
