import { fencedCode, stripStart } from '../fenced-code.ts';
import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The first fenced block of code, or the text where there is none, without blanks in front. */
export function humanevalV2(text: string): string {
  return stripStart(fencedCode(text)[0] ?? text);
}

export default plainPostprocessor('humaneval-v2', 'The first fenced block of code.', humanevalV2);
