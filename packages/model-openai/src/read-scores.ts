import type { ScoreResult } from 'oc-sdk';
import { valueAt } from './json.ts';

type Scores = Omit<Extract<ScoreResult, { tokens: number }>, 'index'>;

/** A reply that answers, but without log-probabilities of the prompt: the server cannot score. */
export const NO_PROMPT_SCORES = Symbol('no prompt log-probabilities');

/**
 * Reads the log-probabilities of a prompt from a reply to `echo`; undefined where it holds no choice or its parts do
 * not fit together.
 */
export function readScores(json: unknown, continuation: string): Scores | typeof NO_PROMPT_SCORES | undefined {
  const choice = valueAt(json, 'choices', 0);
  if (typeof choice !== 'object' || choice === null) return undefined;
  const logProbabilities = valueAt(choice, 'logprobs', 'token_logprobs');
  // Nothing stands before the first token of a text, so it has none; the first token of an answer has one.
  if (!Array.isArray(logProbabilities) || logProbabilities[0] !== null) return NO_PROMPT_SCORES;

  const tokens = promptTokens(logProbabilities.length, valueAt(json, 'usage', 'prompt_tokens'));
  const own = logProbabilities.slice(1, tokens);
  const continuationTokens = countContinuation(valueAt(choice, 'logprobs'), tokens, continuation);
  if (!own.every((value) => typeof value === 'number') || continuationTokens === undefined) return undefined;
  return { logProbabilities: own, tokens, continuationTokens: Math.min(continuationTokens, own.length) };
}

/** The last token is the one the server had to write, unless it wrote none. */
function promptTokens(listed: number, said: unknown): number {
  return said === listed ? listed : listed - 1;
}

/**
 * Tokens that begin inside the continuation. Offsets count characters, not UTF-16 units, and are measured from the end
 * of the text, because a begin-of-sequence token takes up room at the front on some servers (vLLM) and none on others.
 */
function countContinuation(logprobs: unknown, tokens: number, continuation: string): number | undefined {
  const offsets = valueAt(logprobs, 'text_offset');
  if (!Array.isArray(offsets) || offsets.length < tokens) return undefined;
  const last = valueAt(logprobs, 'tokens', tokens - 1);
  const end = offsets[tokens] ?? offsets[tokens - 1] + (typeof last === 'string' ? [...last].length : 0);
  const start = end - [...continuation].length;
  return offsets.slice(0, tokens).filter((offset) => offset >= start).length;
}
