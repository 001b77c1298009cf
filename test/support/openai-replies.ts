import type { RecordedRequest } from './openai-server.ts';

/** A reply of `/v1/chat/completions`. A token is a word with the blank before it, here and below. */
export function chatReply({ body, prompt }: RecordedRequest, text: string): object {
  const cut = limited(text, body.max_tokens ?? body.max_completion_tokens, body.stop);
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: body.model,
    choices: [{ index: 0, message: { role: 'assistant', content: cut.text }, finish_reason: cut.finishReason }],
    usage: usage(prompt, cut.text),
  };
}

/** A reply of `/v1/completions`. */
export function completionReply({ body, prompt }: RecordedRequest, text: string): object {
  const cut = limited(text, body.max_tokens, body.stop);
  return {
    id: 'cmpl-1',
    object: 'text_completion',
    model: body.model,
    choices: [{ index: 0, text: cut.text, finish_reason: cut.finishReason }],
    usage: usage(prompt, cut.text),
  };
}

/**
 * A reply of `/v1/embeddings`, the last text first. The rule: a vector counts the letters a to z of a text, so that
 * texts of the same letters are the same.
 */
export function embeddingsReply({ body }: RecordedRequest): object {
  const texts = [body.input].flat().map(String);
  const data = texts.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => text.toLowerCase().split(letter).length - 1),
  }));
  return { object: 'list', model: body.model, data: data.reverse(), usage: { prompt_tokens: 1, total_tokens: 1 } };
}

/**
 * A reply of `/v1/completions` to `echo: true, logprobs: 1, max_tokens: 1`. The rule: the log-probability of a token is
 * minus the number of its characters divided by 8 (exact in binary); the first has none; ` END` is written. Offsets
 * count characters (code points), as servers in Python do.
 */
export function scoreReply({ body, prompt }: RecordedRequest): object {
  const tokens = [...tokenize(prompt), ' END'];
  let offset = 0;
  const offsets = tokens.map((token) => {
    offset += [...token].length;
    return offset - [...token].length;
  });
  return {
    id: 'cmpl-1',
    object: 'text_completion',
    model: body.model,
    choices: [
      {
        index: 0,
        text: `${prompt} END`,
        logprobs: {
          tokens,
          token_logprobs: tokens.map((token, position) => (position === 0 ? null : -[...token].length / 8)),
          top_logprobs: null,
          text_offset: offsets,
        },
        finish_reason: 'length',
      },
    ],
    usage: usage(prompt, ' END'),
  };
}

export function tokenize(text: string): string[] {
  return text.match(/\s?\S+|\s/gu) ?? [];
}

function limited(text: string, maxTokens: unknown, stop: unknown): { text: string; finishReason: 'stop' | 'length' } {
  const words: unknown[] = Array.isArray(stop) ? stop : [];
  const stopped = words.reduce<string>((rest, word) => rest.split(String(word), 1)[0] ?? '', text);
  const tokens = tokenize(stopped);
  const limit = typeof maxTokens === 'number' ? maxTokens : Infinity;
  if (tokens.length <= limit) return { text: stopped, finishReason: 'stop' };
  return { text: tokens.slice(0, limit).join(''), finishReason: 'length' };
}

function usage(prompt: string, text: string): object {
  const [promptTokens, outputTokens] = [tokenize(prompt).length, tokenize(text).length];
  return {
    prompt_tokens: promptTokens,
    completion_tokens: outputTokens,
    total_tokens: promptTokens + outputTokens,
  };
}
