import stringWidth from 'string-width';
import type {
  EvalProgress,
  InferProgress,
  ProgressState,
  Throughput,
  WorkerCounts,
} from '../../pipeline/progress-state.ts';
import { chooseModels } from './choose-models.ts';
import { earlierLine } from './earlier-line.ts';
import { bar, fitLeft, truncate } from './fit.ts';
import { formatCompact, formatCount, formatDuration, formatRate, formatWaits, percentOf, plural } from './numbers.ts';

const GAP = '  ';
const INDENT = '  ';
const LEAST_NAME_WIDTH = 10;
const BAR_WIDTH = { least: 6, most: 24 };
const FAILURES_SHOWN = 3;
const WARNINGS_SHOWN = 2;

/** The view of a moment: lines of at most `width` columns. `now` is milliseconds since the epoch. */
export function renderProgress(state: ProgressState, width: number, now: number): string[] {
  const lines = [
    ...(state.earlier ? [earlierLine(state.earlier)] : []),
    ...(state.infer ? inferLines(state.infer, width) : []),
    statusLine(state, now),
    ...lastOf(state.warnings, WARNINGS_SHOWN, 'warning').map((line) => `! ${line}`),
    ...lastOf(state.failures, FAILURES_SHOWN, 'failure').map((line) => `✗ ${line}`),
  ];
  return lines.map((line) => truncate(line, width));
}

/** The stage as a whole, then its models, if there are several. */
function inferLines(infer: InferProgress, width: number): string[] {
  const { shown, hidden } = chooseModels(infer.models.length > 1 ? infer.models : []);
  const models = shown.map((model) => ({ name: `${INDENT}${model.model}`, progress: model }));
  return [...drawRows([{ name: 'infer', progress: infer }, ...models], width), ...hidden.map((line) => INDENT + line)];
}

interface ProgressRow {
  readonly name: string;
  readonly progress: Throughput;
}

/** Names to the left, figures to the right, and what room there is between them for the bars. */
function drawRows(rows: readonly ProgressRow[], width: number): string[] {
  const figures = alignRight(rows.map(({ progress }) => figuresOf(progress)));
  const room = width - stringWidth(figures[0] ?? '') - GAP.length;
  const longestName = Math.max(...rows.map(({ name }) => stringWidth(name)));
  const nameWidth = Math.min(longestName, Math.max(LEAST_NAME_WIDTH, Math.min(room, Math.floor(width / 4))));
  const barRoom = room - nameWidth - GAP.length;
  const barWidth = barRoom < BAR_WIDTH.least ? 0 : Math.min(barRoom, BAR_WIDTH.most);
  return rows.map(({ name, progress: { samples } }, index) => {
    const drawnBar = barWidth > 0 ? [bar(samples.done, samples.total, barWidth)] : [];
    return [fitLeft(name, nameWidth), ...drawnBar, figures[index]].join(GAP).trimEnd();
  });
}

/** What matters most comes first: a narrow terminal cuts off the last. */
function figuresOf({ samples, samplesPerSecond, etaSeconds, workers }: Throughput): string[] {
  const isOver = samples.done + samples.failed >= samples.total;
  return [
    `${percentOf(samples.done, samples.total)}%`,
    `${formatCount(samples.done)}/${formatCount(samples.total)}`,
    samples.failed > 0 ? `${formatCount(samples.failed)} failed` : '',
    isOver || samplesPerSecond === undefined ? '' : formatRate(samplesPerSecond),
    isOver || etaSeconds === undefined ? '' : `${formatDuration(etaSeconds)} left`,
    workersOf(workers),
  ];
}

function workersOf({ running, starting }: WorkerCounts): string {
  if (running === 0) return starting > 0 ? `${starting} loading` : '';
  return starting > 0 ? `${running} busy +${starting}` : `${running} busy`;
}

/** The cells of every row as one text; columns line up at their right end, and empty ones take no room. */
function alignRight(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells.flatMap((cell, column) => (widths[column] ? [cell.padStart(widths[column])] : [])).join(GAP),
  );
}

function statusLine({ infer, eval: scoring, startedAt }: ProgressState, now: number): string {
  const facts = [
    infer && `${formatCount(infer.tasks.done)}/${plural(infer.tasks.total, 'task')}`,
    infer?.gpusInUse !== undefined && `${plural(infer.gpusInUse, 'GPU')} in use`,
    infer?.waits && formatWaits(infer.waits),
    infer && infer.outputTokens > 0 && `${formatCompact(infer.outputTokens)} tokens written`,
    scoring && pairsOf(scoring),
    `${formatDuration((now - startedAt) / 1000)} elapsed`,
  ];
  return facts.filter(Boolean).join(' · ');
}

function pairsOf({ pairs }: EvalProgress): string {
  const failed = pairs.failed > 0 ? `, ${formatCount(pairs.failed)} failed` : '';
  return `${formatCount(pairs.done)}/${plural(pairs.total, 'pair')} scored${failed}`;
}

/** The newest lines, below how many there were before them. */
function lastOf(lines: readonly string[], count: number, noun: string): string[] {
  const earlier = lines.length - count;
  return [...(earlier > 0 ? [`${plural(earlier, `earlier ${noun}`)}`] : []), ...lines.slice(-count)];
}
