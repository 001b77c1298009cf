import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The last number before a "Question:" that the model went on to ask itself, or "NULL". A comma ends a number. */
export function gsm8k(text: string): string {
  const [answer = ''] = text.split('Question:', 1);
  return answer.match(/-?\p{Nd}+(?:\.\p{Nd}+)?/gu)?.at(-1) ?? 'NULL';
}

export default plainPostprocessor('gsm8k', 'The last number before the next question.', gsm8k);
