import type { FinishReason } from 'oc-sdk';
import type { LoadedModel } from './load.ts';

/** An answer while it is written. */
export interface Answer {
  /** What was written, the token that ended it included. */
  readonly tokens: number[];
  ended: boolean;
  readonly endTokens: ReadonlySet<number>;
  readonly stopTexts: readonly string[];
}

/** A stop word that is one special token (`<|im_end|>`) never shows in the text: it ends an answer as a token. */
export function startAnswer(
  { tokenizer, endTokens }: LoadedModel,
  stop: readonly string[],
  moreEnds: readonly number[] = [],
): Answer {
  const ends = new Set([...endTokens, ...moreEnds]);
  const stopTexts: string[] = [];
  for (const word of stop) {
    const [token, ...more] = tokenizer.encode(word, { add_special_tokens: false });
    if (token !== undefined && more.length === 0 && tokenizer.all_special_ids.includes(token)) ends.add(token);
    else stopTexts.push(word);
  }
  return { tokens: [], ended: false, endTokens: ends, stopTexts };
}

/** Adds a token, unless the answer has ended: rows of a batch go on until the last of them has. */
export function growAnswer(loaded: LoadedModel, answer: Answer, token: number): void {
  if (answer.ended) return;
  answer.tokens.push(token);
  answer.ended = answer.endTokens.has(token) || hasStopText(loaded, answer);
}

/** Only the tail is decoded at every step: a text of n bytes has at most n tokens. */
function hasStopText(loaded: LoadedModel, { tokens, stopTexts }: Answer): boolean {
  if (stopTexts.length === 0) return false;
  const tail = Math.max(...stopTexts.map((text) => Buffer.byteLength(text))) + 1;
  const completes = (part: readonly number[]) => firstStop(textOf(loaded, part), stopTexts) !== -1;
  return completes(tokens.slice(-tail)) && completes(tokens);
}

/** The text of an answer up to what ended it, and why it ended. */
export function finishAnswer(
  loaded: LoadedModel,
  { tokens, ended, endTokens, stopTexts }: Answer,
): { text: string; finishReason: FinishReason } {
  const written = tokens.filter((token) => !endTokens.has(token));
  const whole = textOf(loaded, written);
  const stop = firstStop(whole, stopTexts);
  return { text: stop === -1 ? whole : whole.slice(0, stop), finishReason: ended ? 'stop' : 'length' };
}

function textOf({ tokenizer }: LoadedModel, tokens: readonly number[]): string {
  return tokens.length === 0 ? '' : tokenizer.decode([...tokens], { skip_special_tokens: true });
}

/** Position of the stop text that comes first; -1 without one. */
function firstStop(text: string, stops: readonly string[]): number {
  const positions = stops.map((stop) => text.indexOf(stop)).filter((position) => position !== -1);
  return positions.length === 0 ? -1 : Math.min(...positions);
}
