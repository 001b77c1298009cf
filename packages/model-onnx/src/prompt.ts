import type { ChatMessage, GenerateRequest, Prompt, RenderedPrompt, RequestFailure } from 'oc-sdk';
import type { Tokenized } from './batches.ts';
import { firstLine } from './errors.ts';
import { failure, isFailure } from './failure.ts';
import type { LoadedModel } from './load.ts';
import type { GenerationOptions } from './options.ts';
import { type TruncationMode, truncate } from './truncate.ts';

/** Tokens to write where the request does not say. */
const DEFAULT_MAX_OUT_LEN = 512;

/** A request made ready for a batch. */
export interface PreparedPrompt extends Tokenized {
  readonly index: number;
  readonly maxOutLen: number;
  readonly minOutLen: number;
  readonly stop: readonly string[];
  readonly endTokens: readonly number[];
  /** Laid over the model's own. */
  readonly generation: GenerationOptions;
}

export interface PromptSettings {
  readonly mode: TruncationMode;
  readonly stopWords: readonly string[];
  readonly chatTemplateKwargs: Readonly<Record<string, unknown>>;
}

/** Renders, tokenises and shortens a prompt, so that prompt and answer fit into the model together. */
export function preparePrompt(
  loaded: LoadedModel,
  request: GenerateRequest,
  settings: PromptSettings,
): PreparedPrompt | RequestFailure {
  const {
    index,
    prompt,
    maxOutLen = DEFAULT_MAX_OUT_LEN,
    minOutLen = 0,
    stop = [],
    generationKwargs = {},
    endTokens = [],
  } = request;
  const { maxSeqLen, tokenizer } = loaded;
  if (maxOutLen >= maxSeqLen) {
    return failure(
      index,
      'NO_ROOM_FOR_PROMPT',
      `max_out_len ${maxOutLen} leaves no room for a prompt in max_seq_len ${maxSeqLen}.`,
    );
  }
  const whole = encode(loaded, index, prompt, settings);
  if (isFailure(whole)) return whole;
  if (whole.length === 0) return failure(index, 'EMPTY_PROMPT', 'The prompt has no tokens.');
  const tokens = truncate(whole, maxSeqLen - maxOutLen, settings.mode, tokenizer.bos_token_id);
  return {
    index,
    tokens,
    maxOutLen,
    minOutLen,
    stop: [...settings.stopWords, ...stop].filter((word) => word !== ''),
    endTokens,
    generation: generationKwargs,
  };
}

/** The prompt as the model reads it, before it is shortened; nothing where it cannot be rendered. */
export function renderPrompt(loaded: LoadedModel, prompt: Prompt, settings: PromptSettings): RenderedPrompt {
  const tokens = encode(loaded, 0, prompt, settings);
  if (isFailure(tokens)) return {};
  return { text: typeof prompt === 'string' ? prompt : chatText(loaded, prompt, settings), tokens: tokens.length };
}

/** A chat template writes all special tokens itself; plain text gets those that the tokenizer puts around it. */
function encode(
  loaded: LoadedModel,
  index: number,
  prompt: Prompt,
  settings: PromptSettings,
): number[] | RequestFailure {
  const { tokenizer } = loaded;
  if (typeof prompt === 'string') return tokenizer.encode(prompt);
  if (!tokenizer.chat_template) {
    return failure(index, 'CHAT_TEMPLATE_MISSING', 'The prompt is a conversation and the model has no chat template.');
  }
  try {
    return tokenizer.encode(chatText(loaded, prompt, settings), { add_special_tokens: false });
  } catch (cause) {
    return failure(index, 'CHAT_TEMPLATE_FAILED', `The chat template refused the conversation: ${firstLine(cause)}`);
  }
}

function chatText(
  { tokenizer }: LoadedModel,
  prompt: readonly ChatMessage[],
  { chatTemplateKwargs }: PromptSettings,
): string {
  const options = { ...chatTemplateKwargs, tokenize: false, add_generation_prompt: true } as const;
  return tokenizer.apply_chat_template([...prompt], options);
}
