import { isBlank, SPACE } from '../../python-text.ts';
import { breaksAfter } from './sentence-break.ts';

/** Group 1: a mark right behind; group 2: the next word. */
const CANDIDATE = new RegExp(`[.?!](?=([)";}\\]*:@'({[!?])|[${SPACE}]+([^${SPACE}]+))`, 'gu');
const CLOSING = new RegExp(`^["')\\]}]+?(?:[${SPACE}]+|(?=--)|$)`, 'mu');

let last: { readonly text: string; readonly sentences: readonly string[] } | undefined;

/**
 * The sentences of an English text as Punkt finds them (Kiss and Strunk 2006), in the form of NLTK's sentence tokenizer:
 * its rules, with a short vocabulary (`vocabulary.ts`) in place of its trained model. Those of the last text are kept,
 * since several instructions ask for them.
 */
export function sentencesOf(text: string): readonly string[] {
  if (last?.text !== text) last = { text, sentences: withClosingMarks([...pieces(text)]) };
  return last.sentences;
}

/** Text from break to break. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  for (const { end, next, context } of candidates(text)) {
    if (!breaksAfter(context)) continue;
    yield text.slice(start, end);
    start = next;
  }
  yield trimEnd(text.slice(start));
}

interface Candidate {
  /** Behind the full stop, question or exclamation mark. */
  readonly end: number;
  /** Where the next sentence would start. */
  readonly next: number;
  /** The word that ends in the mark, and what follows it. */
  readonly context: string;
}

/** Places where a sentence may end: of several in one run without blanks the last. */
function* candidates(text: string): Generator<Candidate> {
  let pending: (Candidate & { readonly at: number; readonly wordStart: number }) | undefined;
  for (const match of text.matchAll(CANDIDATE)) {
    const [, mark, next = ''] = match;
    const at = match.index;
    const wordStart = startOfWord(text, at, pending);
    if (pending !== undefined && pending.at <= wordStart) yield pending;
    const blanks = mark === undefined ? blanksFrom(text, at + 1) : '';
    const context = text.slice(wordStart, at + 1) + (mark ?? blanks + next);
    pending = { at, wordStart, end: at + 1, next: at + 1 + blanks.length, context };
  }
  if (pending !== undefined) yield pending;
}

function startOfWord(text: string, at: number, previous?: { readonly at: number; readonly wordStart: number }): number {
  const from = previous?.at ?? 0;
  for (let i = at - 1; i > from; i -= 1) if (' \t\n\r\x0b\x0c'.includes(text.charAt(i))) return i + 1;
  return previous?.wordStart ?? 0;
}

function blanksFrom(text: string, start: number): string {
  let end = start;
  while (end < text.length && isBlank(text.charAt(end))) end += 1;
  return text.slice(start, end);
}

/** Quotation marks and brackets that close go to the sentence before. What is empty then is none. */
function withClosingMarks(found: readonly string[]): string[] {
  const sentences: string[] = [];
  let taken = 0;
  found.forEach((piece, i) => {
    const rest = piece.slice(taken);
    const closing = CLOSING.exec(found[i + 1] ?? '')?.[0] ?? '';
    taken = closing.length;
    const sentence = closing === '' ? rest : rest + trimEnd(closing);
    if (sentence !== '') sentences.push(sentence);
  });
  return sentences;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
