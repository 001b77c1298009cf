import {
  checkCount,
  instantiate,
  nestedSpec,
  type ReaderConfig,
  type RetrieverConfig,
  type Sample,
} from 'oc-plugin-host';
import type { DatasetRow, Model, Row } from 'oc-sdk';
import type { BlockSpec, RunDirectory } from 'oc-sdk/run-directory';
import { cannotScore } from '../../errors.ts';
import { textOf } from '../prompts/fill.ts';
import { bm25Retriever } from './bm25.ts';
import { dppRetriever } from './dpp.ts';
import { type Embeddings, embedTexts } from './embeddings.ts';
import { embeddingsKey, keptEmbeddings } from './kept-embeddings.ts';
import { type LabelText, mdlRetriever } from './mdl.ts';
import { randomRetriever } from './random.ts';
import type { Pool, Retriever } from './retriever.ts';
import { slidingWindowRetriever } from './sliding-window.ts';
import { type Embedder, topkRetriever } from './topk.ts';
import { votekRetriever } from './votek.ts';

/** What a retriever is made with. */
export interface RetrieverSource {
  readonly rows: readonly DatasetRow[];
  readonly reader: ReaderConfig;
  /** Whether the rows are those that are asked. */
  readonly holdsSamples: boolean;
  readonly host: Parameters<typeof instantiate>[0];
  /** The dataset block that the retriever belongs to. */
  readonly spec: BlockSpec;
  readonly context: Parameters<typeof instantiate<'model'>>[3];
  /** For `mdl`: the prompts of a row with these examples, one for each label. */
  readonly textsOf: (row: Row, examples: readonly number[]) => readonly LabelText[];
  /** Where embeddings are kept for the other workers of the run; undefined outside of runs. */
  readonly directory?: RunDirectory | undefined;
}

/** A retriever over the train rows. The texts of rows are compared: their input columns, with blanks between. */
export async function createRetriever(config: RetrieverConfig, source: RetrieverSource): Promise<Retriever> {
  const { rows, reader, spec, holdsSamples } = source;
  checkCount(String(spec.block.abbr), config.count, rows.length, holdsSamples);
  const pool: Pool = {
    rows,
    isItself: (position, sample) => holdsSamples && rows[position]?.index === sample.index,
  };
  const textOfRow = (row: Row) => corpusText(row, reader);
  switch (config.type) {
    case 'random':
      return randomRetriever(pool, config.count, config.seed);
    case 'sliding_window':
      return slidingWindowRetriever(pool, config.count);
    case 'bm25':
      return bm25Retriever(
        pool,
        rows.map(({ row }) => textOfRow(row)),
        textOfRow,
        config.count,
      );
    default:
      return await embeddingRetriever(config, pool, source, textOfRow);
  }
}

async function embeddingRetriever(
  config: Extract<RetrieverConfig, { embeddings: unknown }>,
  pool: Pool,
  { rows, host, spec, context, directory, textsOf }: RetrieverSource,
  textOfRow: (row: Row) => string,
): Promise<Retriever> {
  const { embeddings: block, count } = config;
  const modelSpec = nestedSpec(spec, 'infer_cfg', block);
  const modelContext = { ...context, ...(directory && { runDirectory: directory.root }) };
  const model: Model = await instantiate(host, 'model', modelSpec, modelContext);
  const embed = async (texts: readonly string[]): Promise<Embeddings> => {
    const make = () => embedTexts(model, block.type, texts, context.signal);
    if (directory === undefined) return await make();
    const path = directory.embeddings(await embeddingsKey(host, modelSpec, texts));
    return await keptEmbeddings(path, texts.length, make, context.signal);
  };
  const embedder: Embedder = {
    pool: await embed(rows.map(({ row }) => textOfRow(row))),
    ofSamples: (samples: readonly Sample[]) => embed(samples.map(({ row }) => textOfRow(row))),
  };
  const close = () => model.close();
  switch (config.type) {
    case 'topk':
      return { ...topkRetriever(pool, embedder, count), close };
    case 'dpp':
      return { ...dppRetriever(pool, embedder, count, config), close };
    case 'mdl': {
      const scorer = await instantiate(host, 'model', nestedSpec(spec, 'infer_cfg', config.scorer), modelContext);
      if (scorer.score === undefined) throw cannotScore(`retriever.scorer (${config.scorer.type})`);
      const score = scorer.score.bind(scorer);
      const means = { embedder, textsOf, score: (requests: Parameters<typeof score>[0]) => score(requests, context) };
      return {
        ...mdlRetriever(pool, means, config),
        close: async () => {
          await close();
          await scorer.close();
        },
      };
    }
    case 'votek':
      return { ...votekRetriever(pool, embedder.pool, count, config.neighbours), close };
  }
}

/** The input columns of a row in a row: what OpenCompass compares too. */
function corpusText(row: Row, { inputColumns, outputColumn }: ReaderConfig): string {
  const columns = inputColumns ?? Object.keys(row).filter((column) => column !== outputColumn);
  return columns.map((column) => textOf(row[column])).join(' ');
}
