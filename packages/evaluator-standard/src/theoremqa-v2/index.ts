import { plainPostprocessor } from '../plain-postprocessor.ts';
import { strip, stripCharacters } from '../python-text.ts';

/** What follows the last is, be, are or word with a colon in the last line, without full stops at its ends. */
export function theoremqaV2(text: string): string {
  const line = strip(text).split('\n').at(-1) ?? '';
  const words = line.split(' ');
  const verb = words.findLastIndex((word) => ['is', 'be', 'are'].includes(word) || word.endsWith(':'));
  return stripCharacters(strip(words.slice(verb + 1).join(' ')), '.');
}

export default plainPostprocessor('theoremqa-v2', 'The end of the last line.', theoremqaV2);
