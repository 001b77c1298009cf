import { closingBrace, lastBoxed } from '../math-equal/boxed.ts';

const OPEN = '\\boxed{';
/** What may stand between two boxes that are one answer. */
const LINK = /^(?:[\s,;$]|\\quad|\\qquad|\\[()]|\\text\{[^{}]*\}|and|or)*$/;
const LONGEST_LINK = 60;
const MOST = 20;

/** What the last box holds; of several boxes with nothing but commas or "and" between them what all hold, as a list. */
export function lastBoxes(text: string): string | undefined {
  const last = lastBoxed(text);
  if (last === undefined) return undefined;
  const found = [last];
  let start = text.lastIndexOf(OPEN);
  while (start > 0 && found.length < MOST) {
    const before = text.lastIndexOf(OPEN, start - 1);
    const end = before < 0 ? undefined : closingBrace(text.slice(0, start), before);
    if (end === undefined || start - end > LONGEST_LINK || !LINK.test(text.slice(end + 1, start))) break;
    found.unshift(text.slice(before + OPEN.length, end));
    start = before;
  }
  const distinct = [...new Set(found)];
  return distinct.length === 1 ? last : distinct.join(', ');
}
