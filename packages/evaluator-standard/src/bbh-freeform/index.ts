import { blocks } from '../blocks.ts';
import { plainPostprocessor } from '../plain-postprocessor.ts';
import { lineOne, SPACE, splitWords, strip, WORD } from '../python-text.ts';

const CUE = new RegExp(`answer is[${SPACE}]*(?::[${SPACE}]*)?`, 'giu');
const VERDICT = new RegExp(`^(?:yes|no|true|false)(?![${WORD}])`, 'iu');
const NUMBER_COMMA = new RegExp(`\\p{Nd}[${SPACE}]*,[${SPACE}]*\\p{Nd}`, 'u');

/**
 * The answer of a free-form task of BIG-Bench Hard: what follows the last "answer is", up to the line's end, without a
 * final full stop; of bold text its inside; a leading yes, no, true or false alone, capitalised. Commas become blanks
 * unless two digits surround one.
 */
export function bbhFreeform(text: string): string {
  const parts = text.split(CUE);
  const line = strip(lineOne(parts.length > 1 ? strip(parts.at(-1) ?? '') : text));
  const sentence = line.endsWith('.') ? strip(line.slice(0, -1)) : line;
  const [bold] = blocks(sentence, '**', '**');
  const answer = bold === undefined ? sentence : strip(bold.inner);
  const verdict = VERDICT.exec(answer)?.[0];
  if (verdict !== undefined) return verdict.charAt(0).toUpperCase() + verdict.slice(1).toLowerCase();
  return splitWords(NUMBER_COMMA.test(answer) ? answer : answer.replaceAll(',', ' ')).join(' ');
}

export default plainPostprocessor('bbh-freeform', 'What follows the last "answer is" on its line.', bbhFreeform);
