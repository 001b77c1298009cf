import {
  addedMessagesOf,
  areSamplesExamples,
  batchSizeOf,
  DatasetView,
  type InferConfig,
  inferConfigOf,
  instantiate,
  isGenerating,
  metaTemplateOf,
  type ReaderConfig,
  readerConfigOf,
  repeatsOf,
} from 'oc-plugin-host';
import type { Logger, Model, Part, Row } from 'oc-sdk';
import { type BlockSpec, scanSamples } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { type Choose, exampleLists } from './example-lists.ts';
import { createInferencer } from './inferencers/create.ts';
import type { Inferencer, ModelLimits } from './inferencers/inferencer.ts';
import type { Preparation } from './inferencers/preparation.ts';
import { lengthCheck } from './prompt-length.ts';
import { createPresenter } from './prompts/present/present.ts';
import { createRenderer, type PromptRenderer } from './prompts/render.ts';
import { createRetriever } from './retrievers/create.ts';
import { labelTexts } from './retrievers/label-texts.ts';

/** A dataset opened for one model: its rows and how they are asked. */
export interface OpenDataset {
  readonly view: DatasetView;
  readonly inferencer: Inferencer;
  readonly fingerprint: string;
  close(): Promise<void>;
}

/** A model and the block that describes it. */
export interface LoadedModel {
  readonly model: Model;
  readonly block: BlockSpec;
}

/** What opening a dataset needs to know of a stage. */
export type DatasetSource = Pick<WorkerContext['spec'], 'datasets' | 'splits' | 'limit' | 'compat'> & {
  readonly host: WorkerContext['host'];
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Of the run; undefined outside of one. */
  readonly directory?: WorkerContext['directory'];
};

export async function openDataset(context: WorkerContext, abbr: string, loaded: LoadedModel): Promise<OpenDataset> {
  const { spec, host, logger, stopping, model, directory } = context;
  const opened = await openForModel({ ...spec, host, logger, signal: stopping, directory }, abbr, loaded);
  const fingerprint = spec.pairs.find((pair) => pair.model === model && pair.dataset === abbr)?.fingerprint ?? '';
  return { ...opened, fingerprint };
}

/** The same outside of a run. */
export async function openForModel(
  source: DatasetSource,
  abbr: string,
  { model, block: modelBlock }: LoadedModel,
): Promise<Omit<OpenDataset, 'fingerprint'>> {
  const { host, logger, signal } = source;
  const spec = source.datasets[abbr] as BlockSpec;
  const dataset = await instantiate(host, 'dataset', spec, { logger, signal });
  const reader = readerConfigOf(spec.block);
  const infer = inferConfigOf(spec.block);
  const splits = source.splits[abbr] as (typeof source.splits)[string];
  const view = new DatasetView(dataset, reader, splits, source.limit, repeatsOf(spec.block).n);
  const isCompat = source.compat === 'opencompass';
  const renderer = createRenderer(infer, reader, isCompat);
  const warn = (message: string) => logger.warn(`${abbr}: ${message}`);
  const limits = limitsOf(modelBlock);
  const holdsSamples = areSamplesExamples(reader, splits);
  const examples = await exampleSource(source, spec, view, infer, { reader, holdsSamples, renderer });
  const preparation: Preparation = {
    reader,
    renderer,
    presenter: createPresenter({
      meta: metaTemplateOf(modelBlock.block),
      added: addedMessagesOf(modelBlock.block),
      takesMessages: model.takesMessages ?? true,
      warn,
    }),
    retrieve: exampleLists(renderer, examples.choose, examples.rowOf),
    isTooLong: lengthCheck(model, promptRoom(infer, modelBlock, limits, isCompat), warn),
  };
  return {
    view,
    inferencer: createInferencer(infer.inferencer, preparation, limits),
    async close() {
      await view.close();
      await examples.close?.();
    },
  };
}

interface ExampleSource {
  readonly choose: Choose;
  readonly rowOf: (id: number) => Row;
  readonly close?: (() => Promise<void>) | undefined;
}

interface RowContext {
  readonly reader: ReaderConfig;
  readonly holdsSamples: boolean;
  readonly renderer: PromptRenderer;
}

async function exampleSource(
  { host, logger, signal, directory }: DatasetSource,
  spec: BlockSpec,
  view: DatasetView,
  infer: InferConfig,
  { renderer, ...ofRows }: RowContext,
): Promise<ExampleSource> {
  const { exampleIds, retriever: config } = infer;
  if (config === undefined) {
    const rows = exampleIds.length > 0 ? await view.trainRows(exampleIds) : [];
    const places = rows.map((_, place) => place);
    return { choose: async (samples) => samples.map(() => places), rowOf: (place) => rows[place] as Row };
  }
  const rows = await view.trainPool();
  const retriever = await createRetriever(config, {
    rows,
    ...ofRows,
    host,
    spec,
    context: { logger, signal },
    directory,
    // Made when it is wanted: not every dataset has labels.
    textsOf: lazily(() => labelTexts(infer, ofRows.reader, renderer, rows)),
  });
  const { close } = retriever;
  return { choose: retriever.retrieve, rowOf: (place) => rows[place]?.row as Row, close };
}

function lazily<Arguments extends unknown[], Result>(
  make: () => (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  let made: ((...args: Arguments) => Result) | undefined;
  return (...args) => {
    made ??= make();
    return made(...args);
  };
}

/**
 * Tokens that a prompt may have: `max_seq_len`, less what an answer may take. OpenCompass leaves no room for the
 * answer.
 */
function promptRoom(
  { inferencer }: InferConfig,
  { block }: BlockSpec,
  limits: ModelLimits,
  isCompat: boolean,
): number | undefined {
  const most = block.max_seq_len as number | undefined;
  if (most === undefined || isCompat || !isGenerating(inferencer)) return most;
  return Math.max(0, most - (inferencer.maxOutLen ?? limits.maxOutLen ?? 0));
}

function limitsOf({ block }: BlockSpec): ModelLimits {
  return {
    endTokens: metaTemplateOf(block)?.endTokens ?? [],
    maxOutLen: block.max_out_len as number | undefined,
    minOutLen: block.min_out_len as number | undefined,
    batchSize: batchSizeOf(block),
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
