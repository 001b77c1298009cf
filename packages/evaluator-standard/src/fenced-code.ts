import { strip } from './python-text.ts';

const OPENING = /```[\p{L}\p{N}_]*\n/gu;

/** The code blocks between ``` lines of Markdown, without the language's name, in order. An open one is none. */
export function fencedCode(text: string): string[] {
  const found: string[] = [];
  OPENING.lastIndex = 0;
  for (let opening = OPENING.exec(text); opening !== null; opening = OPENING.exec(text)) {
    const close = text.indexOf('```', OPENING.lastIndex);
    if (close < 0) break;
    found.push(text.slice(OPENING.lastIndex, close));
    OPENING.lastIndex = close + 3;
  }
  return found;
}

/** Python's `str.lstrip()`. */
export function stripStart(text: string): string {
  return strip(`${text}|`).slice(0, -1);
}
