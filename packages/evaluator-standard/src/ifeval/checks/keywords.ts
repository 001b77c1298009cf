import { strip, WORD } from '../../python-text.ts';
import type { Check } from '../arguments.ts';

/** Keywords are texts here; the reference reads them as patterns, which for the data set is the same. */
export const KEYWORDS: Readonly<Record<string, Check>> = {
  'keywords:existence': (answer, given) =>
    given.texts('keywords').every((keyword) => matches(answer, literal(keyword)) > 0),
  'keywords:frequency': (answer, given) =>
    given.satisfied('relation', matches(answer, literal(strip(given.text('keyword')))), 'frequency'),
  'keywords:forbidden_words': (answer, given) =>
    given.texts('forbidden_words').every((word) => matches(answer, whole(word)) === 0),
  'keywords:letter_frequency': (answer, given) => {
    const letter = strip(given.text('letter')).toLowerCase();
    return given.satisfied('let_relation', answer.toLowerCase().split(letter).length - 1, 'let_frequency');
  },
};

function matches(answer: string, source: string): number {
  return answer.match(new RegExp(source, 'giu'))?.length ?? 0;
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** With the border of a word, in Python's sense, at both ends. */
function whole(word: string): string {
  const [start, end] = [/^[\p{L}\p{N}_]/u, /[\p{L}\p{N}_]$/u].map((edge) => (edge.test(word) ? '!' : '='));
  // The text first: it is rarely there, and looking for it is quick.
  return `(?=${literal(word)})(?<${start}[${WORD}])${literal(word)}(?${end}[${WORD}])`;
}
