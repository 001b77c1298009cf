import { instantiate, isGenerating, type PluginHost } from 'oc-plugin-host';
import type { Logger, RunReport, Summarizer, SummaryCell, SummaryDataset } from 'oc-sdk';
import { type RunDirectory, writeFileAtomically } from 'oc-sdk/run-directory';
import type { Config, DatasetBlock } from '../config/types.ts';
import type { Plan, PlannedPair } from './1-plan.ts';
import { type Failure, reasonFor } from './failures.ts';
import { mapFew } from './map-few.ts';
import { type PairResult, readResult } from './results.ts';

export interface SummarizeRequest {
  readonly config: Config;
  readonly plan: Plan;
  readonly directory: RunDirectory;
  readonly host: PluginHost;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly failures: readonly Failure[];
  readonly stopped: boolean;
  /** `--limit`. */
  readonly limit: number | undefined;
  /** The run's name and the time of this summary. */
  readonly run: string;
  readonly time: string;
  readonly width: number | undefined;
  readonly report: RunReport | undefined;
}

export interface Summarized {
  /** For a terminal. */
  readonly text: string;
  readonly files: readonly string[];
  readonly cells: readonly SummaryCell[];
}

/** Reads every result there is and shows them; a pair without one gets its reason. */
export async function summarize(request: SummarizeRequest): Promise<Summarized> {
  const { config, plan, directory, host, logger, run, time, width } = request;
  // A summary is also made of a run that was stopped.
  const signal = new AbortController().signal;
  const cells = await mapFew(plan.pairs, (pair) => cellOf(pair, request));
  const summarizer: Summarizer = await instantiate(host, 'summarizer', config.summarizer.spec, { logger, signal });
  const input = {
    models: config.models.map(({ abbr, summarizerAbbr }) => ({ abbr, column: summarizerAbbr })),
    datasets: config.datasets.map((dataset) => summaryDataset(dataset, request)),
    cells,
    run,
    time,
    ...(request.report ? { report: request.report } : {}),
  };
  const { text, files } = await summarizer.summarize(input, width === undefined ? {} : { width });
  const paths = files.map(({ extension, content }) => ({ path: directory.summary(time, extension), content }));
  for (const { path, content } of paths) await writeFileAtomically(path, content);
  return { text, files: paths.map(({ path }) => path), cells };
}

async function cellOf(pair: PlannedPair, { directory, failures, stopped }: SummarizeRequest): Promise<SummaryCell> {
  const cell = { model: pair.model.abbr, dataset: pair.dataset.abbr };
  const result = await readResult(directory, pair.spec);
  if (result) return { ...cell, ...shown(result) };
  return { ...cell, reason: await reasonFor(pair, failures, directory, stopped) };
}

function shown({ skipped, metrics, ...result }: PairResult): Omit<SummaryCell, 'model' | 'dataset'> {
  return skipped === undefined ? { ...result, metrics } : { ...result, reason: skipped, skipped: true };
}

function summaryDataset({ abbr, infer, reader }: DatasetBlock, { plan, limit }: SummarizeRequest): SummaryDataset {
  const rows = plan.splits[abbr]?.test.rows;
  const selected = plan.pairs.find(({ dataset }) => dataset.abbr === abbr)?.selection.rows;
  const { testRange } = reader;
  const restrictions = [
    ...(testRange === undefined ? [] : [`test_range ${JSON.stringify(testRange)}`]),
    ...(limit === undefined ? [] : [`--limit ${limit}`]),
  ];
  return {
    abbr,
    version: plan.versions.get(abbr) ?? '',
    mode: isGenerating(infer.inferencer) ? ('gen' as const) : ('ppl' as const),
    ...(rows === undefined ? {} : { rows }),
    ...(selected === undefined ? {} : { selected }),
    ...(restrictions.length === 0 ? {} : { restriction: restrictions.join(', ') }),
  };
}
