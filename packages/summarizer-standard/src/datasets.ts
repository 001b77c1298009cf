import type { SummaryCell, SummaryDataset, SummaryInput } from 'oc-sdk';
import type { Column } from './columns.ts';
import { orderMetrics } from './metrics.ts';
import { notesOf } from './notes.ts';
import type { Scored, Value } from './scored.ts';

type FindCell = (model: string, dataset: string) => SummaryCell | undefined;

/** Every dataset of the run with all metrics that any model has there. */
export function scoreDatasets({ datasets, cells }: SummaryInput, columns: readonly Column[]): Scored[] {
  const byPair = new Map(cells.map((cell) => [pairKey(cell.model, cell.dataset), cell]));
  const findCell: FindCell = (model, dataset) => byPair.get(pairKey(model, dataset));
  return datasets.map((dataset) => scoreDataset(dataset, columns, findCell));
}

function scoreDataset(dataset: SummaryDataset, columns: readonly Column[], findCell: FindCell): Scored {
  const { abbr, version, mode } = dataset;
  const cells = columns.map(({ models }) => firstResult(models.map((model) => findCell(model, abbr))));
  const metrics = orderMetrics(cells.map((cell) => Object.keys(cell?.metrics ?? {})));
  return {
    name: abbr,
    version,
    mode,
    values: new Map(metrics.map((metric) => [metric, cells.map((cell) => valueIn(cell, metric, dataset))])),
    listed: metrics,
    absent: cells.map((cell) => ({ reason: reasonOf(cell) })),
    datasets: [abbr],
  };
}

/** Models that share a column share its cell: the first of them that has a result fills it. */
function firstResult(cells: readonly (SummaryCell | undefined)[]): SummaryCell | undefined {
  return cells.find((cell) => cell?.metrics !== undefined) ?? cells.find((cell) => cell !== undefined);
}

function pairKey(model: string, dataset: string): string {
  return JSON.stringify([model, dataset]);
}

function valueIn(cell: SummaryCell | undefined, metric: string, dataset: SummaryDataset): Value {
  if (cell?.metrics === undefined) return { reason: reasonOf(cell) };
  if (!Object.hasOwn(cell.metrics, metric)) return { reason: `no metric "${metric}" from this model` };
  const number = cell.metrics[metric];
  if (!Number.isFinite(number)) return { reason: `${metric} is ${number}, not a finite number` };
  const statistics = cell.statistics?.[metric];
  const notes = notesOf(cell, dataset);
  return {
    number: number as number,
    ...(cell.samples !== undefined && { samples: cell.samples }),
    ...(notes.length > 0 && { notes }),
    ...(statistics && { statistics }),
  };
}

function reasonOf(cell: SummaryCell | undefined): string {
  if (cell === undefined) return 'not part of this run';
  return cell.reason ?? (cell.metrics === undefined ? 'no result' : 'no metric to show');
}
