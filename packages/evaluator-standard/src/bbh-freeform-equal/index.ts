import { bbhFreeform } from '../bbh-freeform/index.ts';
import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/** `score`: the share of answers that are the reference, both after `bbh-freeform`, whatever their case. */
export default sampleEvaluator({
  name: 'bbh-freeform-equal',
  summary: 'The share of free-form answers that equal the reference.',
  metric: 'score',
  judge({ prediction, reference }) {
    const [pred, answer] = [bbhFreeform(textOf(prediction)), bbhFreeform(textOf(reference))];
    return { pred, answer, correct: caseless(pred) === caseless(answer) };
  },
});

/** Near to Python's `casefold`: ß is ss, and ς is σ. */
function caseless(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
