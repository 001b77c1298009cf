import { stripVTControlCharacters } from 'node:util';
import { marksOf, noteLines } from '../notes.ts';
import { ROW_HEAD, type Row, type Table } from '../rows.ts';
import type { Value } from '../scored.ts';

/** The cells of a row as text: numbers with two decimals and their marks, `-` for none. */
export function cellsOf(row: Row): string[] {
  return plainCellsOf(row).map((text, i) => {
    const value = row.values[i - ROW_HEAD.length];
    return value !== undefined && 'number' in value ? `${text}${marksOf(value.notes ?? [])}` : text;
  });
}

/** The same without marks: numbers that programs can read. */
export function plainCellsOf({ dataset, version, metric, mode, values }: Row): string[] {
  return [...[dataset, version, metric, mode].map(oneLine), ...values.map(formatValue)];
}

/** What stands below the table: why cells are not numbers, and what the marks mean. */
export function remarksOf(table: Table): string[] {
  return [...reasonsOf(table), ...footnotesOf(table)];
}

function footnotesOf({ rows }: Table): string[] {
  const notes = rows.flatMap(({ values }) => values.flatMap((value) => ('number' in value ? (value.notes ?? []) : [])));
  return noteLines(notes).map(oneLine);
}

/** Why cells are not numbers: `model / dataset: reason`, each once. */
function reasonsOf({ columns, rows }: Table): string[] {
  const reasons = rows.flatMap(({ dataset, values }) =>
    values.flatMap((value, column) =>
      'reason' in value ? [oneLine(`${columns[column]} / ${dataset}: ${value.reason}`)] : [],
    ),
  );
  return [...new Set(reasons)];
}

/** Text from elsewhere may hold line breaks and terminal codes: blanks take the place of the former. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function formatValue(value: Value): string {
  if ('reason' in value) return '-';
  const text = value.number.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}
