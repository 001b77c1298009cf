import { plainPostprocessor } from '../plain-postprocessor.ts';
import { lineOne, strip } from '../python-text.ts';

/** The first line of what is not blank. */
export function xsum(text: string): string {
  return strip(lineOne(strip(text)));
}

export default plainPostprocessor('xsum', 'The first line that is not blank.', xsum);
