import type { GenerateRequest, Prompt, RequestFailure } from 'oc-sdk';
import type { Tokenized } from './batches.ts';
import { firstLine } from './errors.ts';
import { failure, isFailure } from './failure.ts';
import type { LoadedModel } from './load.ts';
import { type TruncationMode, truncate } from './truncate.ts';

/** Tokens to write where the request does not say. */
const DEFAULT_MAX_OUT_LEN = 512;

/** A request made ready for a batch. */
export interface PreparedPrompt extends Tokenized {
  readonly index: number;
  readonly maxOutLen: number;
  readonly minOutLen: number;
  readonly stop: readonly string[];
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
  const { index, prompt, maxOutLen = DEFAULT_MAX_OUT_LEN, minOutLen = 0, stop = [] } = request;
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
  };
}

/** A chat template writes all special tokens itself; plain text gets those that the tokenizer puts around it. */
function encode(
  { tokenizer }: LoadedModel,
  index: number,
  prompt: Prompt,
  { chatTemplateKwargs }: PromptSettings,
): number[] | RequestFailure {
  if (typeof prompt === 'string') return tokenizer.encode(prompt);
  if (!tokenizer.chat_template) {
    return failure(index, 'CHAT_TEMPLATE_MISSING', 'The prompt is a conversation and the model has no chat template.');
  }
  try {
    const options = { ...chatTemplateKwargs, tokenize: false, add_generation_prompt: true } as const;
    return tokenizer.encode(tokenizer.apply_chat_template([...prompt], options), { add_special_tokens: false });
  } catch (cause) {
    return failure(index, 'CHAT_TEMPLATE_FAILED', `The chat template refused the conversation: ${firstLine(cause)}`);
  }
}
