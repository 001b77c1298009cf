import type { SummaryModel } from 'oc-sdk';

/** One column of the table: every model that has its name. */
export interface Column {
  readonly name: string;
  readonly models: readonly string[];
}

/** Columns in the order of their first model. */
export function columnsOf(models: readonly SummaryModel[]): Column[] {
  const columns = new Map<string, string[]>();
  for (const { abbr, column } of models) columns.set(column, [...(columns.get(column) ?? []), abbr]);
  return [...columns].map(([name, abbrs]) => ({ name, models: abbrs }));
}
