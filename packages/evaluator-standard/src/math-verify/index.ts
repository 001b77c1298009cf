import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';
import { mathVerify } from './math-verify.ts';

/** `accuracy`: the share of answers whose result is, as mathematics, the reference. */
export default sampleEvaluator({
  name: 'math-verify',
  summary: 'The share of answers that are equal to the reference as mathematical expressions.',
  metric: 'accuracy',
  judge({ prediction, reference }) {
    const [pred, answer] = [textOf(prediction ?? ''), textOf(reference)];
    const verdict = mathVerify(pred, answer);
    return { pred, answer, ...verdict, ...(verdict.extracted === undefined ? { unparsed: true } : {}) };
  },
});
