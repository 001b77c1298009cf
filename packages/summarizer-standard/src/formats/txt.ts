import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { ROW_HEAD, type Table } from '../rows.ts';
import { cellsOf, oneLine, remarksOf } from './cells.ts';

const GAP = '  ';

/**
 * The table for people, reasons below it. Where it is wider than `width`, it is cut into blocks of as many columns as
 * fit, each with the heads of the rows in front; a single column that does not fit is not cut.
 */
export function formatText(table: Table, width = Number.POSITIVE_INFINITY): string {
  if (table.rows.length === 0) return 'There is nothing to show: the run has no datasets.\n';
  const lines = [[...ROW_HEAD, ...table.columns.map(oneLine)], ...table.rows.map(cellsOf)];
  const blocks = blocksOf(lines, width).map((columns) => drawBlock(lines, columns));
  const reasons = remarksOf(table).map((reason) => wrapReason(reason, width));
  return `${[...blocks, ...(reasons.length > 0 ? [reasons.join('\n')] : [])].join('\n\n')}\n`;
}

/** Which columns each block shows besides the heads of the rows. */
function blocksOf(lines: readonly (readonly string[])[], width: number): number[][] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((cells) => stringWidth(cells[column] ?? ''))),
  );
  const room = width - ROW_HEAD.reduce((sum, _, column) => sum + (widths[column] ?? 0) + GAP.length, -GAP.length);
  const blocks: number[][] = [[]];
  let left = room;
  for (let column = ROW_HEAD.length; column < widths.length; column += 1) {
    const needed = GAP.length + (widths[column] ?? 0);
    if (needed > left && blocks.at(-1)?.length !== 0) {
      blocks.push([]);
      left = room;
    }
    blocks.at(-1)?.push(column);
    left -= needed;
  }
  return blocks;
}

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', right: '', 'right-mid': '' },
};

function drawBlock(lines: readonly (readonly string[])[], columns: readonly number[]): string {
  const shown = [...ROW_HEAD.keys(), ...columns];
  const [head = [], ...rows] = lines.map((cells) => shown.map((column) => cells[column] ?? ''));
  const table = new CliTable({
    head,
    colAligns: shown.map((column) => (column < ROW_HEAD.length ? 'left' : 'right')),
    chars: { ...NO_LINES, mid: '-', 'mid-mid': GAP, middle: GAP },
    style: { compact: true, 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows);
  return table.toString();
}

/** Lines after the first are indented. Words are kept whole unless one is longer than a line. */
function wrapReason(reason: string, width: number): string {
  if (stringWidth(reason) <= width) return reason;
  const room = Math.max(width - GAP.length, 1);
  return wrapAnsi(reason, room, { hard: true }).split('\n').join(`\n${GAP}`);
}
