import type { SummaryInput } from 'oc-sdk';
import { marksOf, noteLines } from '../notes.ts';
import type { Row, Table } from '../rows.ts';
import type { Value } from '../scored.ts';

/**
 * Everything at full precision: the table as it is shown (`rows`, where `value` is null there is a `reason`) and what
 * it was made from (`models`, `datasets`, `cells`).
 */
export function formatJson({ columns, rows }: Table, { run, time, models, datasets, cells }: SummaryInput): string {
  const jsonRows = rows.map((row) => rowToJson(row, columns));
  return `${JSON.stringify({ run, time, columns, rows: jsonRows, models, datasets, cells }, undefined, 2)}\n`;
}

function rowToJson({ values, ...head }: Row, columns: readonly string[]): object {
  return { ...head, values: values.map((value, column) => ({ column: columns[column], ...valueToJson(value) })) };
}

function valueToJson(value: Value): object {
  if ('reason' in value) return { value: null, reason: value.reason };
  return {
    value: value.number,
    ...(value.samples !== undefined && { samples: value.samples }),
    ...value.statistics,
    ...(value.notes && { marks: marksOf(value.notes), notes: noteLines(value.notes) }),
  };
}
