import type { ChatMessage, GenerateRequest, Prompt, ScoreRequest } from 'oc-sdk';
import { messagesNeedChat } from './errors.ts';
import type { OpenAiOptions } from './options.ts';

type Body = Readonly<Record<string, unknown>>;

/** The body of a request for an answer. Throws a fatal error for a conversation on the completions endpoint. */
export function generateBody(request: GenerateRequest, options: OpenAiOptions): Body {
  const { maxOutLen, minOutLen, stop, endTokens, replica, generationKwargs } = request;
  return {
    model: options.path,
    ...(options.endpoint === 'chat'
      ? { messages: conversation(request.prompt, options.system_prompt) }
      : { prompt: plainText(request.prompt) }),
    ...sampling(options, replica),
    ...(maxOutLen === undefined ? {} : { [maxTokensField(options)]: maxOutLen }),
    // Not in OpenAI's own interface; vLLM, SGLang and others take it.
    ...(minOutLen ? { min_tokens: minOutLen } : {}),
    ...(stop?.length ? { stop } : {}),
    // Nor is this.
    ...(endTokens?.length ? { stop_token_ids: endTokens } : {}),
    ...options.generation_kwargs,
    ...generationKwargs,
    ...options.extra_body,
  };
}

/** The body of a request for embeddings. */
export function embedBody(texts: readonly string[], options: OpenAiOptions): Body {
  return { model: options.path, input: texts, encoding_format: 'float', ...options.extra_body };
}

/**
 * The body of a request for the log-probabilities of a text: the server repeats the text (`echo`) with the
 * log-probability of every token. One token is written because some servers refuse to write none.
 */
export function scoreBody({ context, continuation }: ScoreRequest, options: OpenAiOptions): Body {
  return {
    model: options.path,
    prompt: context + continuation,
    ...options.extra_body,
    max_tokens: 1,
    temperature: 0,
    logprobs: 1,
    echo: true,
  };
}

/** The messages that are sent for a prompt. */
export function conversation(prompt: Prompt, systemPrompt: string | undefined): readonly ChatMessage[] {
  const messages: readonly ChatMessage[] = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
  if (systemPrompt === undefined || messages.some(({ role }) => role === 'system')) return messages;
  return [{ role: 'system', content: systemPrompt }, ...messages];
}

function plainText(prompt: Prompt): string {
  if (typeof prompt !== 'string') throw messagesNeedChat(prompt.length);
  return prompt;
}

/** With a seed, every answer to the same prompt has one of its own: they would all be the same. */
function sampling(options: OpenAiOptions, replica = 0): Body {
  const temperature = options.temperature ?? (isReasoningModel(options.path) ? undefined : 0);
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(options.top_p === undefined ? {} : { top_p: options.top_p }),
    ...(options.seed === undefined ? {} : { seed: options.seed + replica }),
  };
}

function maxTokensField({ max_tokens_field, path }: OpenAiOptions): string {
  return max_tokens_field ?? (isReasoningModel(path) ? 'max_completion_tokens' : 'max_tokens');
}

/** OpenAI's reasoning models by name, with or without a vendor in front: `o3-mini`, `openai/gpt-5`. */
function isReasoningModel(path: string): boolean {
  return /(^|\/)(o1|o3|o4|gpt-5)(?![a-z0-9])/i.test(path);
}
