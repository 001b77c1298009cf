import { batchSizeOf } from './batch-size.ts';

/** `full`: all tokens, divided by their number; `continuation_*`: only those of the label's own text. */
export type PplScoring = 'full' | 'continuation_sum' | 'continuation_mean' | 'continuation_byte';

interface Generating {
  readonly maxOutLen: number | undefined;
  readonly minOutLen: number | undefined;
  readonly batchSize: number | undefined;
  readonly stop: readonly string[];
}

interface Scoring {
  readonly batchSize: number | undefined;
}

export type InferencerConfig =
  /** One answer. */
  | (Generating & { readonly type: 'gen' })
  /** The turns of the assistant in a conversation: the last, or each with its own or with the given ones before it. */
  | (Generating & { readonly type: 'chat'; readonly inferMode: 'last' | 'every' | 'every_with_gt' })
  /** Self-consistency: several answers to one prompt. */
  | (Generating & {
      readonly type: 'sc';
      readonly scSize: number;
      readonly generationKwargs: Readonly<Record<string, unknown>>;
    })
  /** The label whose text is the least surprising. */
  | (Scoring & {
      readonly type: 'ppl';
      /** Which labels, in which order; undefined: those of the template. */
      readonly labels: readonly string[] | undefined;
      readonly scoring: PplScoring;
      /** Scored in front of every answer too, and taken off: the answer's own likelihood does not count. */
      readonly normalizingStr?: string;
    })
  /** The label after whose prompt the text of a column is the likeliest. */
  | (Scoring & { readonly type: 'll'; readonly labels: readonly string[] | undefined; readonly contColumn: string })
  /** Probabilities of single-token choices right after the prompt. */
  | (Scoring & {
      readonly type: 'clp';
      readonly choices: readonly string[] | undefined;
      readonly choicesColumn: string;
    })
  /** The perplexity of the prompt itself. */
  | (Scoring & { readonly type: 'ppl_only' });

export type InferencerType = InferencerConfig['type'];

/** OpenCompass's class names beside ours. */
export const INFERENCER_NAMES: Readonly<Record<string, InferencerType>> = {
  gen: 'gen',
  GenInferencer: 'gen',
  ParallelGenInferencer: 'gen',
  chat: 'chat',
  ChatInferencer: 'chat',
  ChatMLInferencer: 'chat',
  sc: 'sc',
  SCInferencer: 'sc',
  ppl: 'ppl',
  PPLInferencer: 'ppl',
  ll: 'll',
  LLInferencer: 'll',
  clp: 'clp',
  CLPInferencer: 'clp',
  ppl_only: 'ppl_only',
  PPLOnlyInferencer: 'ppl_only',
};

type Block = Readonly<Record<string, unknown>>;

/** `infer_cfg.inferencer` of a valid dataset block, defaults filled in. */
export function inferencerOf(block: Block): InferencerConfig {
  const type = INFERENCER_NAMES[String(block.type).split('.').at(-1) ?? ''] ?? 'gen';
  const batchSize = batchSizeOf(block);
  const labels = block.labels as readonly string[] | undefined;
  switch (type) {
    case 'gen':
      return { type, ...generatingOf(block) };
    case 'chat':
      return { type, ...generatingOf(block), inferMode: (block.infer_mode as 'last' | undefined) ?? 'last' };
    case 'sc':
      return {
        type,
        ...generatingOf(block),
        scSize: (block.sc_size as number | undefined) ?? 1,
        generationKwargs: (block.generation_kwargs as Block | undefined) ?? {},
      };
    case 'ppl': {
      const normalizingStr = block.normalizing_str as string | undefined;
      const scoring = (block.scoring as PplScoring | undefined) ?? 'full';
      return { type, batchSize, labels, scoring, ...(normalizingStr !== undefined && { normalizingStr }) };
    }
    case 'll':
      return { type, batchSize, labels, contColumn: (block.cont_column as string | undefined) ?? 'cont' };
    case 'clp': {
      const choicesColumn = (block.choices_column as string | undefined) ?? 'choices';
      return { type, batchSize, choices: block.choices as readonly string[] | undefined, choicesColumn };
    }
    case 'ppl_only':
      return { type, batchSize };
  }
}

/** Whether the model writes; else it scores. */
export function isGenerating(config: InferencerConfig): config is InferencerConfig & Generating {
  return config.type === 'gen' || config.type === 'chat' || config.type === 'sc';
}

function generatingOf(block: Block): Generating {
  return {
    batchSize: batchSizeOf(block),
    maxOutLen: block.max_out_len as number | undefined,
    minOutLen: block.min_out_len as number | undefined,
    stop: (block.stopping_criteria as string[] | undefined) ?? [],
  };
}
