import { plainPostprocessor } from '../plain-postprocessor.ts';
import { SPACE, strip, stripCharacters } from '../python-text.ts';

const ANSWER = new RegExp(`answer is ([^${SPACE}]+)`, 'u');

/** The word behind the first "answer is ", without punctuation at its ends, else the text, trimmed. */
export function theoremqa(text: string): string {
  const word = ANSWER.exec(text)?.[1];
  return word === undefined ? strip(text) : stripCharacters(word, '.,?!"\';:');
}

export default plainPostprocessor('theoremqa', 'The word behind "answer is".', theoremqa);
