import { plainPostprocessor } from '../plain-postprocessor.ts';

/**
 * A or B where the text starts with it, else the first of A and B that stands between blanks or before any character;
 * "invalid" where there is none, or the text says Neither or Both.
 */
export function crowspairs(text: string): string {
  if (text.includes('Neither') || text.includes('Both')) return 'invalid';
  const start = text.charAt(0);
  if (start === 'A' || start === 'B') return start;
  return ['A', 'B'].find((letter) => new RegExp(`${letter}[^\\n]`, 'u').test(text)) ?? 'invalid';
}

export default plainPostprocessor('crowspairs', 'A or B, or "invalid".', crowspairs);
