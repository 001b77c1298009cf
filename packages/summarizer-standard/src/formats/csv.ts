import { ROW_HEAD, type Table } from '../rows.ts';
import { plainCellsOf } from './cells.ts';

/** Comma-separated values, quoted as RFC 4180 says, a line feed after each line. Numbers have no marks. */
export function formatCsv({ columns, rows }: Table): string {
  const lines = [[...ROW_HEAD, ...columns], ...rows.map(plainCellsOf)];
  return lines.map((cells) => `${cells.map(quote).join(',')}\n`).join('');
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
