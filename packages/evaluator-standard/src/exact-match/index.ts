import { general } from '../general/index.ts';
import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/** `score`: the share of predictions that are, after `general`, one of the references, with or without `general`. */
export default sampleEvaluator({
  name: 'exact-match',
  summary: 'The share of answers that equal one of the references but for articles and punctuation.',
  metric: 'score',
  judge({ prediction, reference }) {
    const pred = general(textOf(prediction));
    const answer = (Array.isArray(reference) ? reference : [reference]).map(textOf);
    return { pred, answer, correct: answer.some((text) => text === pred || general(text) === pred) };
  },
});
