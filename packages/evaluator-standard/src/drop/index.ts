import { SPACE, textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';
import { squadWords } from '../squad/index.ts';

const ANSWER = new RegExp(`Answer[${SPACE}]*:[${SPACE}]*([^\\n]+)`, 'iu');

/** `accuracy`: one of the references (between bars) and the text behind "Answer:" contain each other. As in simple-evals. */
export default sampleEvaluator({
  name: 'drop',
  summary: 'The share of answers that contain a reference or are contained in one.',
  metric: 'accuracy',
  judge({ prediction, reference }) {
    const [pred, answer] = [textOf(prediction), textOf(reference)];
    const text = squadWords(ANSWER.exec(pred)?.[1] ?? pred).join(' ');
    return { pred, answer, correct: answer.split('|').some((gold) => contained(text, squadWords(gold).join(' '))) };
  },
});

function contained(a: string, b: string): boolean {
  return a === '' || b === '' ? a === b : a.includes(b) || b.includes(a);
}
