/** `none` keeps the end of a text that is too long, `mid` its two ends. */
export type TruncationMode = 'none' | 'mid';

/**
 * Shortens a text to `limit` tokens, as OpenCompass does with the same modes. A begin-of-sequence token stays in front:
 * models were trained with it there.
 */
export function truncate(
  tokens: readonly number[],
  limit: number,
  mode: TruncationMode,
  beginToken: number | undefined,
): readonly number[] {
  if (tokens.length <= limit) return tokens;
  if (limit <= 0) return [];
  if (mode === 'mid') return keepEnds(tokens, Math.ceil(limit / 2), Math.floor(limit / 2));
  return keepEnds(tokens, tokens[0] === beginToken ? 1 : 0, limit - (tokens[0] === beginToken ? 1 : 0));
}

function keepEnds(tokens: readonly number[], first: number, last: number): number[] {
  return [...tokens.slice(0, first), ...tokens.slice(tokens.length - last)];
}
