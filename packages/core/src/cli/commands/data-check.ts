import { issueText } from '../../config/custom/inspect.ts';
import { checkData, type DataReport } from '../../data-check/check-data.ts';
import { cacheFolder } from '../../pipeline/splits.ts';
import { alignColumns } from '../columns.ts';
import { count } from '../introduction.ts';
import { truncate } from '../live-view/fit.ts';
import { createTerminalLogger } from '../terminal-logger.ts';

export interface DataCheckFlags {
  readonly metaPath: string | undefined;
  readonly dataType: string | undefined;
  readonly inferMethod: string | undefined;
  readonly n: number;
  readonly json: boolean | undefined;
}

/** `oc-core data check FILE`: what it would be read as, and what is wrong with it. */
export async function dataCheck(path: string, { n, json, ...said }: DataCheckFlags): Promise<number> {
  const logger = createTerminalLogger(process.stderr, false, (line) => void process.stderr.write(`${line}\n`));
  const data = { path, metaPath: said.metaPath, dataType: said.dataType, inferMethod: said.inferMethod };
  const report = await checkData({ data, cwd: process.cwd(), cache: cacheFolder(process.env), logger, count: n });
  process.stdout.write(json ? `${JSON.stringify(asJson(report), null, 2)}\n` : `${asText(path, report)}\n`);
  return report.count.error > 0 ? 2 : 0;
}

function asJson({
  file,
  format,
  rows,
  columns,
  reading,
  block,
  prompts,
  issues,
  count: { error, warning },
}: DataReport): object {
  return {
    file,
    format,
    usable: error === 0,
    rows,
    columns,
    read_as: reading && {
      data_type: reading.dataType,
      infer_method: reading.inferMethod,
      options: reading.options,
      output_column: reading.outputColumn ?? null,
      why: reading.why,
    },
    block,
    prompts,
    errors: error,
    warnings: warning,
    issues,
  };
}

function asText(path: string, report: DataReport): string {
  const { format, rows, reading, prompts } = report;
  const parts = [`${path}: ${format}, ${count(rows, 'row')}`, ...columnTable(report)];
  if (reading !== undefined)
    parts.push(`read as ${reading.dataType}: ${reading.why}`, `asked by ${reading.inferMethod}, ${scoredBy(report)}`);
  for (const { row, label, text } of prompts) {
    parts.push(`--- row ${row}${label === undefined ? '' : `, label ${JSON.stringify(label)}`}`, text);
  }
  return [...parts, ...issueList(report)].join('\n');
}

function columnTable({ columns }: DataReport): string[] {
  if (columns.length === 0) return [];
  const cells = columns.map(({ name, types, rows, example }) => [name, types.join(', '), String(rows), shown(example)]);
  const width = process.stdout.isTTY ? (process.stdout.columns ?? 80) : 100;
  return alignColumns([['column', 'type', 'rows', 'example'], ...cells], { width, flexible: 3, right: [2] });
}

function shown(example: unknown): string {
  return truncate(typeof example === 'string' ? example : (JSON.stringify(example) ?? '-'), 200);
}

function scoredBy({ block }: DataReport): string {
  const evaluation = block?.eval_cfg as { evaluator: { type: string } } | undefined;
  return evaluation === undefined ? 'not scored' : `scored by ${evaluation.evaluator.type}`;
}

function issueList({ issues, count: { error, warning }, format }: DataReport): string[] {
  if (error + warning === 0) return ['nothing is wrong with it'];
  const lines = (['error', 'warning'] as const).flatMap((severity) => {
    const some = issues.filter((issue) => issue.severity === severity);
    const total = severity === 'error' ? error : warning;
    const more = total > some.length ? [`${severity}: and ${total - some.length} more`] : [];
    return [...some.map((issue) => `${severity}: ${issueText(issue, format)}`), ...more];
  });
  return [
    ...lines,
    `${error === 0 ? 'it can be used' : 'it cannot be used'}: ${count(error, 'error')}, ${count(warning, 'warning')}`,
  ];
}
