import type { SummaryInput } from 'oc-sdk';
import { ROW_HEAD, type Row, type Table } from '../rows.ts';
import { cellsOf, oneLine, remarksOf } from './cells.ts';
import { escapeHtml } from './escape-html.ts';
import { reportSection } from './report/section.ts';

const STYLE =
  'body{font-family:system-ui,sans-serif;margin:2em}table{border-collapse:collapse}' +
  'th,td{padding:.25em .75em;border-bottom:1px solid #ccc;text-align:left}td.value{text-align:right}' +
  '.legend>span{margin-right:1em;white-space:nowrap}';

/** The table as a page that needs nothing else; the interval of a number shows where the pointer rests on it. */
export function formatHtml(table: Table, { run, time, report }: SummaryInput): string {
  const head = [...ROW_HEAD, ...table.columns].map((name) => `<th>${escapeHtml(oneLine(name))}</th>`).join('');
  const remarks = remarksOf(table).map((remark) => `<li>${escapeHtml(remark)}</li>`);
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${escapeHtml(run)}</title><style>${STYLE}</style></head>`,
    `<body><h1>Run ${escapeHtml(run)}</h1><p>Summary of ${escapeHtml(time)}</p>`,
    `<table><thead><tr>${head}</tr></thead>`,
    `<tbody>${table.rows.map(rowToHtml).join('\n')}</tbody></table>`,
    ...(remarks.length > 0 ? [`<ul>${remarks.join('\n')}</ul>`] : []),
    ...(report ? [reportSection(report)] : []),
    '</body></html>',
    '',
  ].join('\n');
}

function rowToHtml(row: Row): string {
  const cells = cellsOf(row).map((text, i) => {
    const value = row.values[i - ROW_HEAD.length];
    return value === undefined
      ? `<td>${escapeHtml(text)}</td>`
      : `<td class="value"${titleOf(value)}>${escapeHtml(text)}</td>`;
  });
  return `<tr>${cells.join('')}</tr>`;
}

function titleOf(value: Row['values'][number]): string {
  const title = 'reason' in value ? oneLine(value.reason) : intervalOf(value.statistics?.interval);
  return title === '' ? '' : ` title="${escapeHtml(title)}"`;
}

function intervalOf(interval: readonly [number, number] | undefined): string {
  return interval ? `95 %: ${interval.map((bound) => bound.toFixed(2)).join(' to ')}` : '';
}
