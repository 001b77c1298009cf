import type { RunReport, Span, WorkerTimeline } from 'oc-sdk';
import { escapeHtml } from '../escape-html.ts';
import { seconds } from './numbers.ts';
import { ticksTo } from './ticks.ts';

/** In the picture's own units, of which a wide screen shows one as a pixel. */
const LABEL = 260;
const CHART = 900;
const ROW = 14;
const BAR = 10;
const TOP = 20;
const MOST_LETTERS = 42;

const LOAD = '#d9a441';
const IDLE = '#e4e4e4';
const BOUND = '#c0392b';

/** A row for each worker: when it loaded its model, worked and waited. Details show where the pointer rests. */
export function gantt({ workers, actual }: RunReport): string {
  const end = Math.max(actual.total.wall_seconds, Number.MIN_VALUE);
  const x = (second: number) => LABEL + (CHART * second) / end;
  const models = actual.models.map(({ model }) => model);
  const bottom = TOP + ROW * workers.length + 2;
  const [width, height] = [LABEL + CHART + 60, bottom + 14];
  return [
    legend(models),
    `<svg class="gantt" role="img" aria-label="What each worker did when" viewBox="0 0 ${width} ${height}" ` +
      `width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg" font-size="10">`,
    ...ticksTo(end).map((second) => tick(x(second), bottom, second)),
    ...workers.map((worker, i) => row(worker, TOP + ROW * i, x, colourOf(models.indexOf(worker.model)))),
    boundLine(x(Math.min(actual.total.bound_seconds, end)), bottom),
    '</svg>',
  ].join('\n');
}

/** Far from each other, however many there are. */
function colourOf(model: number): string {
  return `hsl(${(210 + 137.5 * model) % 360} 55% 45%)`;
}

/** Text that wraps, for there may be many models. */
function legend(models: readonly string[]): string {
  const named = models.map((model, i) => [`work: ${model}`, colourOf(i)] as const);
  const entries = [['load', LOAD] as const, ['idle', IDLE] as const, ...named].map(
    ([name, colour]) => `<span><span style="color:${colour}">■</span> ${escapeHtml(name)}</span>`,
  );
  return `<p class="legend">${entries.join(' ')}</p>`;
}

function tick(x: number, bottom: number, second: number): string {
  return (
    `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${TOP - 6}" y2="${bottom}" stroke="#bbb"/>` +
    `<text x="${x.toFixed(1)}" y="${TOP - 8}" text-anchor="middle" fill="#555">${seconds(second)}</text>`
  );
}

function boundLine(x: number, bottom: number): string {
  return (
    `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${TOP - 6}" y2="${bottom}" stroke="${BOUND}" stroke-dasharray="4 3"/>` +
    `<text x="${x.toFixed(1)}" y="${bottom + 10}" text-anchor="middle" fill="${BOUND}">bound</text>`
  );
}

function row(worker: WorkerTimeline, y: number, x: (second: number) => number, colour: string): string {
  const { life, load, work } = worker;
  const place = placeOf(worker);
  const name = `${worker.worker}, ${worker.model}${place === '' ? '' : `, ${place}`}`;
  const worked = work.reduce((sum, [from, to]) => sum + to - from, 0);
  const share = life[1] > life[0] ? Math.round((100 * worked) / (life[1] - life[0])) : 0;
  const bar = ([from, to]: Span, fill: string, what: string) =>
    `<rect x="${x(from).toFixed(1)}" y="${y}" width="${Math.max(0.5, x(to) - x(from)).toFixed(1)}" height="${BAR}" fill="${fill}">` +
    `<title>${escapeHtml(`${name}: ${what} from ${seconds(from)} to ${seconds(to)}`)}</title></rect>`;
  return [
    `<g class="worker"><text x="${LABEL - 8}" y="${y + 9}" text-anchor="end">${escapeHtml(shortened(labelOf(worker)))}<title>${escapeHtml(`${name}: ${share} % of its time was work`)}</title></text>`,
    bar(life, IDLE, 'there'),
    ...(load ? [bar(load, LOAD, 'loads')] : []),
    ...drawn(work, x).map((span) => bar(span, colour, 'works')),
    `<text x="${LABEL + CHART + 8}" y="${y + 9}">${share} %</text>`,
    '</g>',
  ].join('');
}

/** Spans whose gap nobody could see are drawn as one. */
function drawn(spans: readonly Span[], x: (second: number) => number): Span[] {
  const made: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = made.at(-1);
    if (last && x(from) - x(last[1]) < 0.5) last[1] = to;
    else made.push([from, to]);
  }
  return made;
}

function placeOf({ host, gpus }: WorkerTimeline): string {
  return [host, gpus.length > 0 ? `GPU ${gpus.join(', ')}` : undefined].filter(Boolean).join(', ');
}

/** The GPUs where there are any: they tell workers apart. */
function labelOf({ worker, host, gpus }: WorkerTimeline): string {
  const short = gpus.map((gpu) => gpu.slice(0, 12)).join(',');
  return [host, ...(gpus.length > 0 ? [`GPU ${short}`] : []), worker].filter(Boolean).join('  ');
}

function shortened(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}
