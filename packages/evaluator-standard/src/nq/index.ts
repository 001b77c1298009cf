import { general } from '../general/index.ts';
import { afterLast, lineOne, strip, textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/** `score`: the share of first lines, behind "answer is", in which a reference stands; both in lower case after `general`. */
export default sampleEvaluator({
  name: 'nq',
  summary: 'The share of first lines that contain a reference.',
  metric: 'score',
  judge({ prediction, reference }) {
    const pred = general(afterLast(lineOne(strip(textOf(prediction))).toLowerCase(), 'answer is'));
    const answer = referencesOf(reference).map((text) => general(text).toLowerCase());
    return { pred, answer, correct: answer.some((text) => pred.includes(text)) };
  },
});
