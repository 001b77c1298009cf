import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** At most `width` columns of one line, with `…` where something is missing. */
export function truncate(text: string, width: number): string {
  const line = oneLine(text);
  if (stringWidth(line) <= width) return line;
  return width < 1 ? '' : `${startOf(line, width - 1)}…`;
}

/** Without terminal codes; a blank for line breaks and other control characters. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/ *[\p{Cc}\p{Zl}\p{Zp}]+ */gu, ' ');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function startOf(line: string, width: number): string {
  let start = '';
  let left = width;
  for (const { segment } of graphemes.segment(line)) {
    left -= stringWidth(segment);
    if (left < 0) break;
    start += segment;
  }
  return start;
}

/** Exactly `width` columns. */
export function fitLeft(text: string, width: number): string {
  const line = truncate(text, width);
  return line + ' '.repeat(Math.max(0, width - stringWidth(line)));
}

/** A bar of `width` columns. */
export function bar(done: number, total: number, width: number): string {
  const filled = total > 0 ? Math.floor((Math.min(done, total) / total) * width) : width;
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
