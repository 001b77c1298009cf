import { createPlugin, recordingLogger } from 'oc-conformance';
import type { Summarizer, Summary, SummaryCell, SummaryDataset, SummaryInput } from 'oc-sdk';
import plugin from '../src/index.ts';

/** What a summarizer gets: models named in the cells' order unless `models` says otherwise. */
export function inputOf(cells: readonly SummaryCell[], rest: Partial<SummaryInput> = {}): SummaryInput {
  const models = [...new Set(cells.map(({ model }) => model))].map((abbr) => ({ abbr, column: abbr }));
  const datasets = [...new Set(cells.map(({ dataset }) => dataset))].map((abbr) => dataset(abbr));
  return { models, datasets, cells, run: '20260102_030405', time: '20260102_040506', ...rest };
}

export function dataset(abbr: string, mode: SummaryDataset['mode'] = 'gen'): SummaryDataset {
  return { abbr, version: 'a1b2c3', mode };
}

export function cell(model: string, name: string, metrics: Record<string, number>, samples = 10): SummaryCell {
  return { model, dataset: name, metrics, samples };
}

export async function summarize(
  input: SummaryInput,
  options: Record<string, unknown> = {},
  width?: number,
): Promise<Summary> {
  const summarizer = await create(options);
  return summarizer.summarize(input, width === undefined ? {} : { width });
}

/** As core makes it: options checked against the schema, defaults filled in. */
export function create(options: Record<string, unknown>, logger = recordingLogger().logger): Promise<Summarizer> {
  return createPlugin(plugin, options, { logger });
}

export async function csvOf(...args: Parameters<typeof summarize>): Promise<string[]> {
  const { files } = await summarize(...args);
  return (files.find(({ extension }) => extension === 'csv')?.content ?? '').trimEnd().split('\n');
}

export async function jsonOf(...args: Parameters<typeof summarize>) {
  const { files } = await summarize(...args);
  return JSON.parse(files.find(({ extension }) => extension === 'json')?.content ?? '');
}
