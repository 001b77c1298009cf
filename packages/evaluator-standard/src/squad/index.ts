import { ASCII_PUNCTUATION } from '../ascii-punctuation.ts';
import { lineOne, splitWords, textOf, WORD } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { meanEvaluator } from '../sample-evaluator.ts';
import { tokenF1 } from '../token-f1.ts';

const ARTICLE = new RegExp(`(?<![${WORD}])(?:an?|the)(?![${WORD}])`, 'gu');

/** Words of an answer as SQuAD's evaluation script 1.1 counts them: lower case, no punctuation of ASCII, no articles. */
export function squadWords(text: string): string[] {
  return splitWords(text.toLowerCase().replaceAll(ASCII_PUNCTUATION, '').replaceAll(ARTICLE, ' '));
}

/** F1 and exact match of a text against the best of several references, in [0, 1]. */
export function squadScore(prediction: string, references: readonly string[]): { f1: number; exact: boolean } {
  const words = squadWords(prediction);
  const golds = references.map(squadWords);
  return {
    f1: Math.max(0, ...golds.map((gold) => tokenF1(words, gold))),
    exact: golds.some((gold) => gold.join(' ') === words.join(' ')),
  };
}

/** `f1`: the mean F1 of the first line's words with the best reference; `exact_match`. Rajpurkar et al. 2016. */
export default meanEvaluator({
  name: 'squad',
  summary: 'Word F1 and exact match as in SQuAD 1.1.',
  judge({ prediction, reference }) {
    const pred = lineOne(textOf(prediction));
    const answer = referencesOf(reference);
    const { f1, exact } = squadScore(pred, answer);
    return { pred, answer, score: f1, correct: exact };
  },
  metrics: { f1: ({ score }) => score, exact_match: ({ correct }) => Number(correct) },
});
