import { join } from 'node:path';
import {
  canonicalHash,
  type DatasetSplits,
  instantiate,
  isGenerating,
  type Selection,
  selectRows,
  templatesOf,
  usesExamples,
} from 'oc-plugin-host';
import { type Dataset, isOcError } from 'oc-sdk';
import type { Config, DatasetBlock } from '../config/types.ts';
import { rowWithoutColumn } from '../errors.ts';
import { mapFew } from './map-few.ts';
import { remembered, type SplitsRequest } from './splits.ts';
import { columnsOf, expandedColumns } from './template-columns.ts';

interface CheckRequest extends Omit<SplitsRequest, 'datasets'> {
  readonly limit: number | undefined;
}

/** Rows of a split, and the columns that each of them must have. */
interface Look {
  readonly split: string;
  /** What the answer depends on: it keys the memory of it. */
  readonly range: string | number | undefined;
  readonly limit?: number | undefined;
  /** Of `range`, only these positions. */
  readonly positions?: readonly number[];
  readonly total: number;
  readonly columns: readonly string[];
}

/**
 * Looks at all rows that are to be asked or shown: each must have the columns that its template uses. The first row has
 * them, which is known by now. What has been looked at once and not changed is not read again.
 *
 * @throws {OcError} `MISSING_COLUMN`
 */
export async function checkRows(
  { datasets, compat }: Pick<Config, 'datasets' | 'compat'>,
  splits: Readonly<Record<string, DatasetSplits>>,
  request: CheckRequest,
): Promise<void> {
  await mapFew(datasets, async (block) => {
    const looks = looksOf(block, splits[block.abbr], request.limit, compat === 'opencompass');
    for (const look of looks.filter(({ columns }) => columns.length > 0)) await checkOnce(block, look, request);
  });
}

function looksOf(
  { reader, infer }: DatasetBlock,
  splits: DatasetSplits | undefined,
  limit: number | undefined,
  isCompat: boolean,
): Look[] {
  const templates = templatesOf(infer.prompt);
  // OpenCompass leaves braces around no column as they are.
  const named = (of: typeof templates) => (isCompat ? [] : of.flatMap(columnsOf));
  const hidden = isGenerating(infer.inferencer) ? reader.outputColumn : undefined;
  const asked = new Set([...(reader.inputColumns ?? []), ...named(templates), ...templates.flatMap(expandedColumns)]);
  const test: Look = {
    split: reader.testSplit,
    range: reader.testRange,
    limit,
    total: splits?.test.rows ?? 0,
    columns: [...asked, ...ownColumns(infer)].filter((column) => column !== hidden),
  };
  if (!usesExamples(infer) || infer.example === undefined) return [test];
  const train: Look = {
    split: reader.trainSplit,
    range: reader.trainRange,
    ...(infer.retriever === undefined && { positions: infer.exampleIds }),
    total: splits?.train?.rows ?? 0,
    columns: [...new Set(named(templatesOf(infer.example)))],
  };
  return [test, train];
}

/** Columns that an inferencer reads by itself. */
function ownColumns({ inferencer }: DatasetBlock['infer']): string[] {
  if (inferencer.type === 'll') return [inferencer.contColumn];
  return inferencer.type === 'clp' && inferencer.choices === undefined ? [inferencer.choicesColumn] : [];
}

async function checkOnce(
  block: DatasetBlock,
  look: Look,
  { host, logger, signal, cache }: CheckRequest,
): Promise<void> {
  const dataset = await instantiate(host, 'dataset', block.spec, { logger, signal });
  const stamp = await dataset.stamp?.(look.split);
  const key = canonicalHash(
    [block.plugin.specifier, block.plugin.version, block.options, stamp, JSON.stringify(look)],
    40,
  );
  const make = () => lookAtRows(dataset, block, look);
  const checked = stamp === undefined ? make() : remembered(join(cache, 'columns', `${key}.json`), make);
  await checked.catch(passOver);
}

/** A row that cannot be read is told by the worker that comes to it: the other datasets go on. */
function passOver(error: unknown): void {
  if (!isOcError(error) || error.code === 'MISSING_COLUMN') throw error;
}

/** How many rows there were to look at. */
async function lookAtRows(dataset: Dataset, { abbr, infer }: DatasetBlock, look: Look): Promise<{ rows: number }> {
  const { split, columns: wanted } = look;
  const wantedRows = rowsOf(look);
  const columns = infer.literalBraces ? await known(dataset, split, wanted) : wanted;
  const rows = wantedRows.size === 0 ? [] : dataset.rows(split, wantedRows.first, wantedRows.last + 1);
  for await (const { index, row } of rows) {
    const missing = columns.find((column) => !Object.hasOwn(row, column));
    if (missing !== undefined && wantedRows.has(index)) {
      throw rowWithoutColumn(abbr, split, index, missing, Object.keys(row));
    }
  }
  return { rows: wantedRows.size };
}

/** A selection is in the order of the file. */
function rowsOf({ total, range, limit, positions }: Look) {
  const selection: Selection = selectRows(total, range, limit);
  const chosen = positions?.filter((position) => position < selection.size).map((at) => selection.indexAt(at));
  if (chosen === undefined) {
    const { size } = selection;
    const has = (index: number) => selection.positionOf(index) !== undefined;
    return { size, first: selection.indexAt(0), last: selection.indexAt(size - 1), has };
  }
  const has = (index: number) => chosen.includes(index);
  return { size: chosen.length, first: Math.min(...chosen), last: Math.max(...chosen), has };
}

/** Those that the first row has: other braces are meant as they stand. */
async function known(dataset: Dataset, split: string, columns: readonly string[]): Promise<readonly string[]> {
  for await (const { row } of dataset.rows(split, 0, 1)) return columns.filter((column) => Object.hasOwn(row, column));
  return [];
}
