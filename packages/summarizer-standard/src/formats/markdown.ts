import { ROW_HEAD, type Table } from '../rows.ts';
import { cellsOf, oneLine, remarksOf } from './cells.ts';

/** A table in GitHub's dialect and, under it, a list of the reasons. */
export function formatMarkdown(table: Table): string {
  const head = [...ROW_HEAD, ...table.columns.map(oneLine)];
  const rule = [...ROW_HEAD.map(() => '---'), ...table.columns.map(() => '---:')];
  const lines = [head.map(escapeText), rule, ...table.rows.map((row) => cellsOf(row).map(escapeText))];
  const reasons = remarksOf(table).map((reason) => `- ${escapeText(reason)}\n`);
  return [
    ...lines.map((cells) => `| ${cells.join(' | ')} |\n`),
    ...(reasons.length > 0 ? ['\n', ...reasons] : []),
  ].join('');
}

/** Names and reasons are plain text: nothing in them is markup. */
function escapeText(text: string): string {
  return text.replace(/[\\|`*<[\]]/g, '\\$&');
}
