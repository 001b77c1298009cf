import { ASCII_PUNCTUATION } from '../ascii-punctuation.ts';
import { general } from '../general/index.ts';
import { strip, textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/** `accuracy`: the share of first words, cut at punctuation, that are the reference; both after `general`. */
export default sampleEvaluator({
  name: 'lambada',
  summary: 'The share of first words that are the reference.',
  metric: 'accuracy',
  judge({ prediction, reference }) {
    const [word = ''] = strip(textOf(prediction)).split(' ', 1);
    const pred = general(word.split(ASCII_PUNCTUATION, 1)[0] ?? '');
    const answer = general(textOf(reference));
    return { pred, answer, correct: pred === answer };
  },
});
