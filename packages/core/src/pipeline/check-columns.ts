import { instantiate, isLabelTemplates, type PluginHost, suggest, type Template } from 'oc-plugin-host';
import type { Logger, Row } from 'oc-sdk';
import type { DatasetBlock } from '../config/types.ts';
import { constantPrompt, missingColumn } from '../errors.ts';

/** Looks at the first row of each dataset: the columns that the config names must be there, and the prompt use one. */
export async function checkColumns(
  datasets: readonly DatasetBlock[],
  host: PluginHost,
  context: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  await Promise.all(datasets.map((dataset) => checkDataset(dataset, host, context)));
}

async function checkDataset(
  dataset: DatasetBlock,
  host: PluginHost,
  context: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  const { abbr, spec, reader, infer } = dataset;
  const live = await instantiate(host, 'dataset', spec, context);
  for await (const { row } of live.rows(reader.testSplit, 0, 1)) {
    for (const column of reader.inputColumns ?? []) checkColumn(abbr, column, 'input_columns', row);
    if (reader.outputColumn !== undefined) checkColumn(abbr, reader.outputColumn, 'output_column', row);
    const columns = reader.inputColumns ?? Object.keys(row).filter((column) => column !== reader.outputColumn);
    const templates = isLabelTemplates(infer.prompt) ? infer.prompt.map(([, template]) => template) : [infer.prompt];
    if (columns.length > 0 && !templates.some((template) => usesAny(template, columns)))
      throw constantPrompt(abbr, columns);
  }
}

function checkColumn(abbr: string, column: string, key: string, row: Row): void {
  if (column in row) return;
  const columns = Object.keys(row);
  throw missingColumn(abbr, column, key, columns, suggest(column, columns));
}

function usesAny(template: Template, columns: readonly string[]): boolean {
  const text = template.form === 'text' ? template.text : template.messages.map(({ content }) => content).join('\n');
  return columns.some((column) => text.includes(`{${column}}`));
}
