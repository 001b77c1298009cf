/** What Python's `\\s` matches and `str.split` splits at, for use inside a character class (with the `u` flag). */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** What Python's `\\w` matches: letters and numbers of any alphabet, and the underscore. */
export const WORD = '\\p{L}\\p{N}_';

const RARE_BLANK = new RegExp(`[${SPACE}]`, 'u');

/** Python's `str.strip()`. A pattern for the end would take the square of the length of a run of blanks. */
export function strip(text: string): string {
  return stripBy(text, isBlank);
}

/** Whether a character is a blank to Python. */
export function isBlank(character: string): boolean {
  if (character === ' ' || character === '\n' || character === '\t') return true;
  return (character < '!' || character > '~') && RARE_BLANK.test(character);
}

/** Python's `str.strip(characters)`. */
export function stripCharacters(text: string, characters: string): string {
  return stripBy(text, (character) => characters.includes(character));
}

function stripBy(text: string, unwanted: (character: string) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && unwanted(text.charAt(start))) start += 1;
  while (end > start && unwanted(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** What stands before the first line feed. */
export function lineOne(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/** What stands behind the last mark, or all where there is none. */
export function afterLast(text: string, mark: string): string {
  const last = text.lastIndexOf(mark);
  return last < 0 ? text : text.slice(last + mark.length);
}

/** What stands between the first mark and the next one (or the end): Python's `split(mark)[1]`; undefined without a mark. */
export function afterFirst(text: string, mark: string): string | undefined {
  const first = text.indexOf(mark);
  if (first < 0) return undefined;
  const start = first + mark.length;
  const next = text.indexOf(mark, start);
  return text.slice(start, next < 0 ? undefined : next);
}

/** Python's `str.split()`. Character by character: a pattern takes twice as long. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  for (let end = 0, start = 0; start < text.length; start = end) {
    while (start < text.length && isBlank(text.charAt(start))) start += 1;
    for (end = start; end < text.length && !isBlank(text.charAt(end)); ) end += 1;
    if (end > start) words.push(text.slice(start, end));
  }
  return words;
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
