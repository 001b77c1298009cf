import { plainPostprocessor } from '../plain-postprocessor.ts';
import { lineOne, strip } from '../python-text.ts';

/** The first line of what is not blank, with the blanks at its end. */
export function flores(text: string): string {
  return lineOne(strip(text));
}

export default plainPostprocessor('flores', 'The first line that is not blank.', flores);
