import { stripVTControlCharacters } from 'node:util';
import type { Row, Table } from '../rows.ts';
import type { Value } from '../scored.ts';

/** The cells of a row as text: numbers with two decimals, `-` for none. */
export function cellsOf({ dataset, version, metric, mode, values }: Row): string[] {
  return [...[dataset, version, metric, mode].map(oneLine), ...values.map(formatValue)];
}

/** Why cells are not numbers: `model / dataset: reason`, each once. */
export function reasonsOf({ columns, rows }: Table): string[] {
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
