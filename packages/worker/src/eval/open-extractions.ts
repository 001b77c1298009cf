import { type DatasetView, type EvalConfig, repeatsOf, spelledOut } from 'oc-plugin-host';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { readPair } from './answers.ts';
import type { Coverage } from './coverage.ts';
import { createEvaluator } from './create-evaluator.ts';
import { extractorsOf } from './extract.ts';
import { Extraction } from './extraction.ts';
import { modelAnswers } from './model-answers.ts';
import { heldRows, type ReadRow, readRows } from './rows.ts';
import { openScorers } from './scorers.ts';

/** The ways to read the answers of a pair, at work, and its rows: to be given to each of them in their order. */
export interface Opened {
  readonly extractions: readonly Extraction[];
  readonly rows: AsyncIterable<ReadRow> | readonly ReadRow[];
}

/**
 * Opens every way to read the answers of a pair. Rows are read as they are wanted, unless an evaluator wants all samples
 * at once: then they are held.
 */
export async function openExtractions(
  context: WorkerContext,
  pair: PairSpec,
  config: EvalConfig,
  view: DatasetView,
  lines: Coverage,
): Promise<Opened> {
  const { spec, stopping } = context;
  const dataset = spec.datasets[pair.dataset] as BlockSpec;
  const evaluated = { pair, config, selection: view.selection };
  const extractors = await extractorsOf(context, pair, config);
  const evaluators = await Promise.all(
    extractors.map(({ evaluator }, way) => {
      const answersOf = (model: string) => modelAnswers(context, evaluated, way, model);
      const block = spelledOut(evaluator) as Readonly<Record<string, unknown>>;
      return createEvaluator({ context, pair, dataset, answersOf }, 'eval_cfg.evaluator', block);
    }),
  );
  const stream = readRows(readPair(view, lines), extractors, stopping);
  const rows = evaluators.every(({ scorer }) => scorer) ? stream : await heldRows(stream);
  const extractions: Extraction[] = [];
  for (const [way, extractor] of extractors.entries()) {
    const samples = 'length' in rows ? rows.flatMap((row) => row.samples[way] ?? []) : [];
    const held = samples.flatMap((sample) => sample ?? []);
    const name = String(extractor.evaluator.type);
    const scorers = await openScorers(evaluators[way] as (typeof evaluators)[number], name, held, stopping);
    extractions.push(new Extraction(extractor, scorers, repeatsOf(dataset.block)));
  }
  return { extractions, rows };
}
