import { ROW_HEAD, type Table } from '../rows.ts';
import { cellsOf } from './cells.ts';

/** Comma-separated values, quoted as RFC 4180 says, a line feed after each line. */
export function formatCsv({ columns, rows }: Table): string {
  const lines = [[...ROW_HEAD, ...columns], ...rows.map(cellsOf)];
  return lines.map((cells) => `${cells.map(quote).join(',')}\n`).join('');
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
