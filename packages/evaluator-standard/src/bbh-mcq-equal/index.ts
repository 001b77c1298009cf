import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/** `score`: the share of letters that are the reference. */
export default sampleEvaluator({
  name: 'bbh-mcq-equal',
  summary: 'The share of letters that equal the reference.',
  metric: 'score',
  judge({ prediction, reference }) {
    const [pred, answer] = [textOf(prediction), textOf(reference)];
    return { pred, answer, correct: pred === answer };
  },
});
