import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/** `accuracy`: the share of predictions that are the reference, both as text. */
export default sampleEvaluator({
  name: 'accuracy',
  summary: 'The share of answers that equal the reference.',
  metric: 'accuracy',
  judge({ prediction, reference }) {
    const [pred, answer] = [textOf(prediction), textOf(reference)];
    return { pred, answer, correct: pred === answer };
  },
});
