import { fencedCode, stripStart } from '../fenced-code.ts';
import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The last fenced block of code, or the text where there is none, without blanks in front. */
export function humanevalV3(text: string): string {
  return stripStart(fencedCode(text).at(-1) ?? text);
}

export default plainPostprocessor('humaneval-v3', 'The last fenced block of code.', humanevalV3);
