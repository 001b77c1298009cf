import { SPACE, splitWords, WORD } from '../../python-text.ts';
import { sentencesOf } from './sentences.ts';

/** What stands alone: quotation marks, brackets, most punctuation. Of it nothing is a letter. */
const ALONE = /[«“‘„`»”’"[\](){}<>;@#$%&?!*]|\.{2,}|--|''/gu;
const COMMA = /[:,](?!\d)/gu;
const CLITICS = new RegExp(`(?<=[^'${SPACE}])(?:'[smd]|'ll|'re|'ve|n't|')(?=[${SPACE}]|$)`, 'giu');
const LONE_LETTER = new RegExp(`'(?!re|ve|ll|m|t|s|d|n)(?=[${WORD}](?![${WORD}]))`, 'giu');
const JOINED = new RegExp(
  `(?<![${WORD}])(?:can(?=not)|d(?='ye)|gim(?=me)|gon(?=na)|got(?=ta)|lem(?=me)|more(?='n)|wan(?=na[${SPACE}]))|(?<=^|[${SPACE}])'t(?=(?:is|was)(?![${WORD}]))`,
  'giu',
);

/**
 * The words of an English text, punctuation left out, as the tokenizer of the Penn Treebank cuts them in NLTK: `DON'T` is
 * `DO` and `N'T`, `WELL-KNOWN` is one.
 */
export function treebankWords(text: string): string[] {
  const sentences = sentencesOf(text).map((sentence) => (sentence.endsWith('.') ? sentence.slice(0, -1) : sentence));
  return splitWords(separated(sentences.join('\n')));
}

function separated(sentences: string): string {
  return sentences
    .replaceAll(LONE_LETTER, "' ")
    .replaceAll(ALONE, ' ')
    .replaceAll(COMMA, ' ')
    .replaceAll(CLITICS, ' $& ')
    .replaceAll(JOINED, '$& ');
}
