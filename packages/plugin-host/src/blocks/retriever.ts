import type { PluginBlock } from './plugin-block.ts';

/** How the examples of a sample are chosen, where not all samples have the same. */
export type RetrieverConfig =
  | { readonly type: 'random'; readonly count: number; readonly seed: number }
  | { readonly type: 'sliding_window'; readonly count: number }
  | { readonly type: 'bm25'; readonly count: number }
  | { readonly type: 'topk'; readonly count: number; readonly embeddings: PluginBlock }
  | {
      readonly type: 'dpp';
      readonly count: number;
      readonly embeddings: PluginBlock;
      /** The nearest rows, among which the examples are chosen. */
      readonly candidates: number;
      /** The smaller, the more being near counts, against being different from each other. */
      readonly scaleFactor: number;
    }
  | {
      readonly type: 'votek';
      readonly count: number;
      readonly embeddings: PluginBlock;
      /** How many neighbours each row votes for. */
      readonly neighbours: number;
    }
  | {
      readonly type: 'mdl';
      readonly count: number;
      readonly embeddings: PluginBlock;
      /** The model whose surprise at labels decides. */
      readonly scorer: PluginBlock;
      readonly candidates: number;
      /** How many choices of examples are compared for a sample. */
      readonly selectTime: number;
      readonly seed: number;
    };

export type RetrieverType = 'zero' | 'fix_k' | RetrieverConfig['type'];

/** OpenCompass's class names beside ours. */
export const RETRIEVER_NAMES: Readonly<Record<string, RetrieverType>> = {
  zero: 'zero',
  ZeroRetriever: 'zero',
  fix_k: 'fix_k',
  FixKRetriever: 'fix_k',
  random: 'random',
  RandomRetriever: 'random',
  sliding_window: 'sliding_window',
  SlidingWindowRetriever: 'sliding_window',
  bm25: 'bm25',
  BM25Retriever: 'bm25',
  topk: 'topk',
  TopkRetriever: 'topk',
  dpp: 'dpp',
  DPPRetriever: 'dpp',
  votek: 'votek',
  VotekRetriever: 'votek',
  mdl: 'mdl',
  MDLRetriever: 'mdl',
};

type Block = Readonly<Record<string, unknown>>;

export function retrieverTypeOf(block: Block): RetrieverType {
  return RETRIEVER_NAMES[String(block.type).split('.').at(-1) ?? ''] ?? 'zero';
}

/** `infer_cfg.retriever` of a valid dataset block; undefined where all samples have the same examples, or none. */
export function retrieverOf(block: Block): RetrieverConfig | undefined {
  const type = retrieverTypeOf(block);
  const count = (block.ice_num as number | undefined) ?? 1;
  const embeddings = block.embeddings as PluginBlock;
  switch (type) {
    case 'zero':
    case 'fix_k':
      return undefined;
    case 'random':
      return { type, count, seed: (block.seed as number | undefined) ?? 43 };
    case 'sliding_window':
      return { type, count: (block.k as number | undefined) ?? count };
    case 'bm25':
      return { type, count };
    case 'topk':
      return { type, count, embeddings };
    case 'dpp': {
      const candidates = (block.candidate_num as number | undefined) ?? count;
      return { type, count, embeddings, candidates, scaleFactor: (block.scale_factor as number | undefined) ?? 0.1 };
    }
    case 'mdl': {
      const candidates = (block.candidate_num as number | undefined) ?? count;
      const selectTime = (block.select_time as number | undefined) ?? 5;
      const seed = (block.seed as number | undefined) ?? 1;
      return { type, count, embeddings, scorer: block.scorer as PluginBlock, candidates, selectTime, seed };
    }
    case 'votek':
      return { type, count, embeddings, neighbours: (block.votek_k as number | undefined) ?? 3 };
  }
}
