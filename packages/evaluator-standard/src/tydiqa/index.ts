import { general } from '../general/index.ts';
import { lineOne, splitWords, textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { meanEvaluator } from '../sample-evaluator.ts';
import { tokenF1 } from '../token-f1.ts';

/** `exact_match` and `f1` of the first line in lower case with the best reference, both after `general`. */
export default meanEvaluator({
  name: 'tydiqa',
  summary: 'Exact match and word F1 after general.',
  judge({ prediction, reference }) {
    const pred = general(lineOne(textOf(prediction)).toLowerCase());
    const answer = referencesOf(reference).map(general);
    const score = Math.max(0, ...answer.map((text) => tokenF1(splitWords(pred), splitWords(text))));
    return { pred, answer, score, correct: answer.includes(pred) };
  },
  metrics: { exact_match: ({ correct }) => Number(correct), f1: ({ score }) => score },
});
