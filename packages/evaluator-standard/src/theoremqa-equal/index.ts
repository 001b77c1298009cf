import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';
import { numberOf } from '../theoremqa-v3/numbers.ts';

const CHOICE = /^\([a-f]\)$/;
/** How far a decimal may be from the right one, as a part of it. */
const TOLERANCE = 0.04;

/**
 * `score`: the share of answers that hold the right choice, are the same text, or the same number by the row's
 * `Answer_type`: a whole one after rounding, a decimal within 4 %. As in TheoremQA's own evaluation (Chen et al. 2023).
 */
export default sampleEvaluator({
  name: 'theoremqa-equal',
  summary: 'The share of answers that are the right choice, text or number.',
  metric: 'score',
  judge({ prediction, reference, row }) {
    const [pred, answer] = [textOf(prediction), textOf(reference)];
    return { pred, answer, correct: sameAnswer(pred, answer, textOf(row.Answer_type)) };
  },
});

function sameAnswer(pred: string, answer: string, type: string): boolean {
  const [a, b] = [pred.toLowerCase(), answer.toLowerCase()];
  if (CHOICE.test(b)) return a.includes(b);
  return a === b || (['float', 'integer', 'bool'].includes(type) && sameNumber(numberOf(pred), b));
}

/** An answer that is written without a point is a whole one; True is 1. */
function sameNumber(found: number | undefined, answer: string): boolean {
  const text = answer === 'true' ? '1' : answer === 'false' ? '0' : answer;
  const right = numberOf(text);
  if (found === undefined || right === undefined) return false;
  if (/^[-+]?\d+$/.test(text)) return roundToEven(found) === right;
  const reach = Math.abs(right) * TOLERANCE;
  return found >= right - reach && found <= right + reach;
}

/** Python's `round`: halves go to the even number. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(value);
}
