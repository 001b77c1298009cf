/** What Python's `\\s` matches and `str.split` splits at, for use inside a character class (with the `u` flag). */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** What Python's `\\w` matches: letters and numbers of any alphabet, and the underscore. */
export const WORD = '\\p{L}\\p{N}_';

const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'gu');
const SPACES = new RegExp(`[${SPACE}]+`, 'u');

/** Python's `str.strip()`. */
export function strip(text: string): string {
  return text.replaceAll(ENDS, '');
}

/** Python's `str.split()`. */
export function splitWords(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== '');
}

/** The text with the digits of every script as 0 to 9. */
export function withAsciiDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Unicode has the digits of a script in a row, from 0 to 9: the place in the row is the value. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(before - 1))) before -= 1;
  return (code - before) % 10;
}

/** Text for a value of a prediction or reference, as Python's `str` gives it for texts, numbers, booleans and null. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
