import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';
import { gsm8kEqual } from './gsm8k-equal.ts';

/** `accuracy`: the share of predictions that are the reference, or a number within 10^-6 of its whole number. */
export default sampleEvaluator({
  name: 'gsm8k-equal',
  summary: 'The share of answers that equal the reference as numbers.',
  metric: 'accuracy',
  judge({ prediction, reference }) {
    const [pred, answer] = [textOf(prediction), textOf(reference)];
    return { pred, answer, correct: gsm8kEqual(pred, answer) };
  },
});
