import stringWidth from 'string-width';
import { fitLeft, oneLine, truncate } from './live-view/fit.ts';

export interface ColumnOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** The column that is cut where a line would be longer. */
  readonly flexible: number;
  /** Columns of numbers. */
  readonly right?: readonly number[];
}

const GAP = '  ';
/** Less than this of the flexible column says nothing. */
const LEAST = 12;

/** Rows of cells as lines, every column as wide as its widest cell, the last one ragged. */
export function alignColumns(rows: readonly (readonly string[])[], options: ColumnOptions): string[] {
  const widths = widthsOf(rows, options);
  return rows.map((row) =>
    row
      .map((cell, column) => aligned(cell, column, widths, options))
      .join(GAP)
      .trimEnd(),
  );
}

/** The same for a program: cells between tabs, nothing cut. */
export function tabbed(rows: readonly (readonly string[])[]): string[] {
  return rows.map((row) => row.map(oneLine).join('\t'));
}

function widthsOf(rows: readonly (readonly string[])[], { width, flexible }: ColumnOptions): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(oneLine(row[column] ?? '')))),
  );
  const others = natural.reduce((sum, each) => sum + each + GAP.length, -GAP.length) - (natural[flexible] ?? 0);
  return natural.map((each, column) => (column === flexible ? Math.min(each, Math.max(LEAST, width - others)) : each));
}

function aligned(cell: string, column: number, widths: readonly number[], { right = [] }: ColumnOptions): string {
  const width = widths[column] ?? 0;
  if (!right.includes(column)) return fitLeft(cell, width);
  const text = truncate(cell, width);
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
}
