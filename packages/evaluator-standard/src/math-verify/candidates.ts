import { blocks } from '../blocks.ts';
import { lastBoxed } from '../math-equal/boxed.ts';
import { strip } from '../python-text.ts';

/** Only this much of the end of an answer is searched for expressions outside of boxes. */
const TAIL = 4000;
const CUE = /(?:final answer|answer|result|solution)\s{0,3}(?:is|:|=)\s{0,3}:?/giu;
const NUMBER = /[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:\s?\/\s?\d+)?\s?(?:\\?%)?/gu;

/** Where an answer may say its result, likeliest first: the last box, behind "the answer is", the last formula, the last number. */
export function candidates(text: string): string[] {
  const boxed = lastBoxed(text);
  if (boxed !== undefined) return [boxed];
  if (isEnumeration(text)) return [text];
  const tail = text.slice(-TAIL);
  const cue = [...tail.matchAll(CUE)].at(-1);
  const behind = cue === undefined ? undefined : sentence(tail.slice(cue.index + cue[0].length));
  const formula = formulas(behind ?? tail).at(-1);
  const number = (behind ?? tail).match(NUMBER)?.findLast((found) => /\d/.test(found));
  const whole = text.length <= TAIL ? [strip(text)] : [];
  return [formula, behind, ...(behind === undefined ? whole : []), number].filter(
    (part) => part !== undefined && part !== '',
  ) as string[];
}

/** Nothing but formulas, numbers and what separates them: `$1$; $2$` is no text whose last formula counts. */
function isEnumeration(text: string): boolean {
  const parts = text.length > TAIL ? [] : text.split('$');
  const outside = parts.filter((_, i) => i % 2 === 0).join('');
  return parts.length > 2 && /[,;，；、]/u.test(outside) && /^[-\d\s.,;，；、]*$/u.test(outside);
}

/** Up to the line's end or a full stop that is no decimal point; without bold marks. */
function sentence(text: string): string {
  const [line = ''] = strip(text).split('\n', 1);
  return strip((/^.*?(?=\.(?:\s|$)|$)/u.exec(line)?.[0] ?? line).replaceAll('**', ''));
}

function formulas(text: string): string[] {
  for (const [open, close] of [
    ['$$', '$$'],
    ['\\[', '\\]'],
    ['\\(', '\\)'],
    ['$', '$'],
  ] as const) {
    const found = blocks(text, open, close).map(({ inner }) => inner);
    if (found.length > 0) return found;
  }
  return [];
}
