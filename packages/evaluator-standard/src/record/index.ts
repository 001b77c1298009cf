import { plainPostprocessor } from '../plain-postprocessor.ts';
import { lineOne, strip } from '../python-text.ts';

/** The first line without "Answer: ". */
export function record(text: string): string {
  return strip(lineOne(strip(text)).replaceAll('Answer: ', ''));
}

export default plainPostprocessor('record', 'The first line without "Answer: ".', record);
