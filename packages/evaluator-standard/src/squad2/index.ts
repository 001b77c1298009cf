import { general } from '../general/index.ts';
import { afterLast, lineOne, textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/** `score`: the share of first lines (of what follows "answer is" in them) that are a reference after `general`. */
export default sampleEvaluator({
  name: 'squad2',
  summary: 'The share of first lines that equal a reference but for articles and punctuation.',
  metric: 'score',
  judge({ prediction, reference }) {
    const pred = general(afterLast(lineOne(textOf(prediction)).toLowerCase(), 'answer is'));
    const answer = referencesOf(reference).map((text) => general(text).toLowerCase());
    return { pred, answer, correct: answer.includes(pred) };
  },
});
