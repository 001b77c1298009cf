import { SPACE, splitWords, strip, WORD } from '../../python-text.ts';
import type { Check } from '../arguments.ts';
import { sentencesOf } from '../english/sentences.ts';

const WORDS = new RegExp(`[${WORD}]+`, 'gu');
const DIVIDER = new RegExp(`[${SPACE}]?\\*\\*\\*[${SPACE}]?`, 'u');

export const LENGTHS: Readonly<Record<string, Check>> = {
  'length_constraints:number_words': (answer, given) => given.satisfied('relation', wordsIn(answer), 'num_words'),
  'length_constraints:number_sentences': (answer, given) =>
    given.satisfied('relation', sentencesOf(answer).length, 'num_sentences'),
  'length_constraints:number_paragraphs': (answer, given) =>
    dividedParagraphs(answer) === given.count('num_paragraphs'),
  'length_constraints:nth_paragraph_first_word': (answer, given) => {
    const paragraphs = answer.split('\n\n');
    const count = paragraphs.filter((paragraph) => strip(paragraph) !== '').length;
    const nth = given.count('nth_paragraph');
    // The n-th of all, blank ones too, where there are as many that are not blank: so it is in the reference.
    if (count !== given.count('num_paragraphs') || nth < 1 || nth > count) return false;
    return firstWord(paragraphs[nth - 1] ?? '') === given.text('first_word').toLowerCase();
  },
};

/** Counted one by one: a list of them all takes four times as long. */
function wordsIn(answer: string): number {
  let count = 0;
  WORDS.lastIndex = 0;
  while (WORDS.test(answer)) count += 1;
  return count;
}

/** Paragraphs between `***`; NaN where one between two dividers is blank. */
function dividedParagraphs(answer: string): number {
  const paragraphs = answer.split(DIVIDER);
  const blank = paragraphs.flatMap((paragraph, i) => (strip(paragraph) === '' ? [i] : []));
  const inside = blank.some((i) => i > 0 && i < paragraphs.length - 1);
  return inside ? Number.NaN : paragraphs.length - blank.length;
}

/** In small letters, without quotation marks in front, up to punctuation; undefined of a blank paragraph. */
function firstWord(paragraph: string): string | undefined {
  const [word] = splitWords(paragraph);
  const bare = word?.replace(/^'+/, '').replace(/^"+/, '');
  return bare?.split(/[.,?!'"]/, 1)[0]?.toLowerCase();
}
