import { general } from '../general/index.ts';
import { afterLast, lineOne, strip, textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/**
 * `score`: the share of first lines, behind "answer is", "a:" and "answer:", in which a reference stands. Both in lower
 * case after `general`. A reference that is nothing after it stands in every line, as in OpenCompass.
 */
export default sampleEvaluator({
  name: 'trivia-qa',
  summary: 'The share of first lines that contain a reference.',
  metric: 'score',
  judge({ prediction, reference }) {
    const line = lineOne(strip(textOf(prediction))).toLowerCase();
    const pred = general(strip(['answer is', 'a:', 'answer:'].reduce(afterLast, line)));
    const answer = referencesOf(reference).map((text) => general(text).toLowerCase());
    return { pred, answer, correct: answer.some((text) => pred.includes(text)) };
  },
});
