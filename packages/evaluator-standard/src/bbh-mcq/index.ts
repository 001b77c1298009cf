import { plainPostprocessor } from '../plain-postprocessor.ts';
import { afterFirst, strip } from '../python-text.ts';

/**
 * The letter of a multiple choice task of BIG-Bench Hard: after the first "answer is " the first letter in brackets, else
 * the first capital from A to Z, else the text as it is.
 */
export function bbhMcq(text: string): string {
  const behind = afterFirst(text, 'answer is ');
  const answer = behind === undefined ? text : strip(behind);
  return /\(([A-Z])/.exec(answer)?.[1] ?? /[A-Z]/.exec(answer)?.[0] ?? answer;
}

export default plainPostprocessor('bbh-mcq', 'The letter behind "answer is".', bbhMcq);
