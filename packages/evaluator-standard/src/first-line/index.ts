import { plainPostprocessor } from '../plain-postprocessor.ts';
import { lineOne, strip } from '../python-text.ts';

/** What stands before the first line feed, without the blanks around it. */
export function firstLine(text: string): string {
  return strip(lineOne(text));
}

export default plainPostprocessor('first-line', 'The first line, trimmed.', firstLine);
