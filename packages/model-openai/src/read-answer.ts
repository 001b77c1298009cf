import type { GenerateResult, TokenUsage } from 'oc-sdk';
import { valueAt } from './json.ts';

/** What a server's reply says, without the position that it belongs to. */
export type Answer = Omit<Extract<GenerateResult, { text: string }>, 'index'>;

/** Reads the reply of either endpoint; undefined where it holds no choice. */
export function readAnswer(json: unknown, thinkTag: string): Answer | undefined {
  const choice = valueAt(json, 'choices', 0);
  if (typeof choice !== 'object' || choice === null) return undefined;
  const message = valueAt(choice, 'message');
  const text = message === undefined ? valueAt(choice, 'text') : messageText(message, thinkTag);
  if (typeof text !== 'string') return undefined;
  const usage = readUsage(valueAt(json, 'usage'));
  return {
    text,
    finishReason: valueAt(choice, 'finish_reason') === 'length' ? 'length' : 'stop',
    ...(usage && { usage }),
  };
}

/** Reasoning and answer joined as OpenCompass does, so that its postprocessors find the tag. */
function messageText(message: unknown, thinkTag: string): string {
  const content = contentText(valueAt(message, 'content')).trim();
  // vLLM and SGLang say `reasoning_content`; newer vLLM and OpenRouter `reasoning`.
  const reasoning = contentText(valueAt(message, 'reasoning_content') ?? valueAt(message, 'reasoning'));
  if (reasoning === '') return content;
  return content === '' ? reasoning : `${reasoning}${thinkTag}${content}`;
}

/** Content is a text, nothing, or parts of which some are text. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => contentText(valueAt(part, 'text'))).join('');
}

function readUsage(usage: unknown): TokenUsage | undefined {
  const promptTokens = valueAt(usage, 'prompt_tokens');
  const outputTokens = valueAt(usage, 'completion_tokens');
  if (typeof promptTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  return { promptTokens, outputTokens };
}
