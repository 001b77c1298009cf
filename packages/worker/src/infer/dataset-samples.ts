import { DatasetView, inferConfigOf, instantiate, readerConfigOf, repeatsOf } from 'oc-plugin-host';
import type { Part } from 'oc-sdk';
import { type BlockSpec, scanSamples } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { genInferencer, type ModelLimits } from './inferencers/gen.ts';
import type { Inferencer } from './inferencers/inferencer.ts';
import { pplInferencer } from './inferencers/ppl.ts';
import { createRenderer } from './prompts/render.ts';

/** A dataset opened for one model: its rows and how they are asked. */
export interface OpenDataset {
  readonly view: DatasetView;
  readonly inferencer: Inferencer;
  readonly fingerprint: string;
}

export async function openDataset(context: WorkerContext, abbr: string, limits: ModelLimits): Promise<OpenDataset> {
  const { spec, host, logger, stopping, model } = context;
  const block = spec.datasets[abbr] as BlockSpec;
  const dataset = await instantiate(host, 'dataset', block, { logger, signal: stopping });
  const reader = readerConfigOf(block.block);
  const infer = inferConfigOf(block.block);
  const splits = spec.splits[abbr] as (typeof spec.splits)[string];
  const view = new DatasetView(dataset, reader, splits, spec.limit, repeatsOf(block.block).n);
  const examples = infer.exampleIds.length > 0 ? await view.trainRows(infer.exampleIds) : [];
  const renderer = createRenderer(infer, reader, examples);
  const { inferencer: config } = infer;
  const inferencer =
    config.type === 'gen'
      ? genInferencer(config, renderer, reader.outputColumn, limits)
      : pplInferencer(config, renderer, reader.outputColumn, limits);
  return {
    view,
    inferencer: withColumns(inferencer, reader.inputColumns ?? []),
    fingerprint: spec.pairs.find((pair) => pair.model === model && pair.dataset === abbr)?.fingerprint ?? '',
  };
}

/** A row without a column that `input_columns` names fails, instead of being asked with a hole in its prompt. */
function withColumns(inferencer: Inferencer, columns: readonly string[]): Inferencer {
  return {
    ...inferencer,
    prepare(sample) {
      const missing = columns.find((column) => !Object.hasOwn(sample.row, column));
      const prepared = inferencer.prepare(sample);
      if (missing === undefined) return prepared;
      const message = `row ${sample.index} has no column ${JSON.stringify(missing)}`;
      return { ...prepared, problem: { code: 'MISSING_COLUMN', message } };
    },
  };
}

/** Which samples of a part an earlier attempt of this task has answered, as a test of their positions. */
export async function answeredBefore(
  { directory, model }: WorkerContext,
  { view, fingerprint }: OpenDataset,
  task: string,
  { dataset, start, end }: Part,
): Promise<(position: number) => boolean> {
  const answered = new Uint8Array(end - start);
  const folder = directory.predictions(model, dataset, fingerprint);
  for await (const { index, replica, ok } of scanSamples(folder, (file) => file.startsWith(`${task}.`))) {
    const position = ok ? view.selection.positionOf(index, replica) : undefined;
    if (position !== undefined && position >= start && position < end) answered[position - start] = 1;
  }
  return (position) => answered[position - start] === 1;
}
