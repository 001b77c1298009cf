import { instantiate, type PluginHost, suggest, type Template, templatesOf, textsOf } from 'oc-plugin-host';
import type { Logger, Row } from 'oc-sdk';
import type { Config, DatasetBlock } from '../config/types.ts';
import { constantPrompt, missingColumn, unknownColumn } from '../errors.ts';
import { mapFew } from './map-few.ts';
import { columnsOf, expandedColumns } from './template-columns.ts';

/**
 * Looks at the first row of each dataset: the columns that the config names must be there, the templates name no
 * others, and the prompt use one.
 */
export async function checkColumns(
  { datasets, compat }: Pick<Config, 'datasets' | 'compat'>,
  host: PluginHost,
  context: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  await mapFew(datasets, async (dataset) => {
    const live = await instantiate(host, 'dataset', dataset.spec, context);
    for await (const { row } of live.rows(dataset.reader.testSplit, 0, 1)) {
      checkRow(dataset, row, compat === 'opencompass');
    }
  });
}

function checkRow({ abbr, reader, infer }: DatasetBlock, row: Row, isCompat: boolean): void {
  for (const column of reader.inputColumns ?? []) checkColumn(abbr, column, 'input_columns', row);
  if (reader.outputColumn !== undefined) checkColumn(abbr, reader.outputColumn, 'output_column', row);
  const { inferencer } = infer;
  if (inferencer.type === 'll') checkColumn(abbr, inferencer.contColumn, 'cont_column', row);
  if (inferencer.type === 'clp' && inferencer.choices === undefined)
    checkColumn(abbr, inferencer.choicesColumn, 'choices_column', row);
  const columns = reader.inputColumns ?? Object.keys(row).filter((column) => column !== reader.outputColumn);
  const templates = templatesOf(infer.prompt);
  if (columns.length > 0 && !templates.some((template) => usesAny(template, columns))) {
    throw constantPrompt(abbr, columns);
  }
  for (const column of templates.flatMap(expandedColumns)) checkColumn(abbr, column, 'expand_column', row);
  // OpenCompass leaves such braces as they are, without a word.
  if (isCompat || infer.literalBraces) return;
  const usable = reader.outputColumn === undefined ? columns : [...columns, reader.outputColumn];
  const examples = infer.example === undefined ? [] : templatesOf(infer.example);
  const named = [...templates, ...examples].flatMap(columnsOf);
  const unknown = named.find((column) => !usable.includes(column));
  if (unknown !== undefined) {
    throw unknownColumn(abbr, unknown, usable, Object.hasOwn(row, unknown), suggest(unknown, usable));
  }
}

function checkColumn(abbr: string, column: string, key: string, row: Row): void {
  if (column in row) return;
  const columns = Object.keys(row);
  throw missingColumn(abbr, column, key, columns, suggest(column, columns));
}

function usesAny(template: Template, columns: readonly string[]): boolean {
  if (expandedColumns(template).length > 0) return true;
  const text = textsOf(template).join('\n');
  return columns.some((column) => text.includes(`{${column}}`));
}
