import { plainPostprocessor } from '../plain-postprocessor.ts';
import { afterLast } from '../python-text.ts';

/** The first "yes" or "no" behind the last "answer is " of the first paragraph, in any case; or nothing. */
export function strategyqa(text: string): string {
  const [paragraph = ''] = text.split('\n\n', 1);
  return /yes|no/.exec(afterLast(paragraph, 'answer is ').toLowerCase())?.[0] ?? '';
}

export default plainPostprocessor('strategyqa', 'The yes or no of an answer.', strategyqa);
