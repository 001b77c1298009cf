import { answerMissing } from '../errors.ts';
import { plainPostprocessor } from '../plain-postprocessor.ts';

/** What follows the first "#### " of a GSM8K solution, without commas. Throws `GSM8K_ANSWER_MISSING`. */
export function gsm8kDataset(text: string): string {
  const answer = text.split('#### ', 2)[1];
  if (answer === undefined) throw answerMissing(text);
  return answer.replaceAll(',', '');
}

export default plainPostprocessor('gsm8k-dataset', 'The answer behind the #### of a GSM8K solution.', gsm8kDataset);
