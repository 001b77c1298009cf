import type { PreTrainedModel, PreTrainedTokenizer } from '@huggingface/transformers';
import type { ModelContext } from 'oc-sdk';
import { modelLoadFailed, onnxRuntimeUnusable } from './errors.ts';
import { findModel, type ModelSource } from './model-source.ts';
import type { Options } from './options.ts';

export type Library = typeof import('@huggingface/transformers');

export interface LoadedModel {
  readonly library: Library;
  readonly model: PreTrainedModel;
  readonly tokenizer: PreTrainedTokenizer;
  /** Longest text in tokens: the config's word, else the model's. */
  readonly maxSeqLen: number;
  /** Tokens that end an answer. */
  readonly endTokens: readonly number[];
}

/**
 * Loads weights and tokenizer.
 * @throws OcError MODEL_FOLDER_NOT_FOUND, MODEL_FILES_MISSING, MODEL_LOAD_FAILED, ONNX_RUNTIME_UNUSABLE
 */
export async function loadModel(options: Options, context: ModelContext): Promise<LoadedModel> {
  const source = await findModel(options, context);
  const library = await importLibrary();
  try {
    return await load(library, source, options, context);
  } catch (cause) {
    throw modelLoadFailed(options.path, cause);
  }
}

async function importLibrary(): Promise<Library> {
  try {
    const library = await import('@huggingface/transformers');
    // It would write to the console of the worker; what matters comes back as an exception.
    library.env.logLevel = library.LogLevel.NONE;
    return library;
  } catch (cause) {
    throw onnxRuntimeUnusable(cause);
  }
}

async function load(
  library: Library,
  { name, ...source }: ModelSource,
  { dtype }: Options,
  { cpus, maxSeqLen }: ModelContext,
): Promise<LoadedModel> {
  const tokenizer = await library.AutoTokenizer.from_pretrained(name, source);
  const model = await library.AutoModelForCausalLM.from_pretrained(name, {
    ...source,
    dtype,
    device: 'cpu',
    session_options: threadsOf(cpus),
  });
  return {
    library,
    model,
    tokenizer,
    maxSeqLen: maxSeqLen ?? longestText(model, tokenizer),
    endTokens: [model.generation_config?.eos_token_id ?? setting(model, 'eos_token_id') ?? tokenizer.eos_token_id ?? []]
      .flat()
      .map(Number),
  };
}

/** Without a word about cores the runtime takes all of the machine's. */
function threadsOf(cpus: number | undefined) {
  return cpus === undefined ? {} : { intraOpNumThreads: Math.max(1, Math.floor(cpus)), interOpNumThreads: 1 };
}

function longestText(model: PreTrainedModel, tokenizer: PreTrainedTokenizer): number {
  const limit = setting(model, 'max_position_embeddings') ?? setting(model, 'seq_length') ?? tokenizer.model_max_length;
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

/** A value of config.json; models that see pictures keep those of their language part in `text_config`. */
export function setting(model: PreTrainedModel, key: string): unknown {
  const config = model.config as unknown as Record<string, unknown>;
  const text = config.text_config as Record<string, unknown> | undefined;
  return config[key] ?? text?.[key];
}
