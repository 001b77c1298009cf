import { normalizeFinalAnswer } from '../math-equal/normalize-final-answer.ts';
import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The first stretch between full stops that has "final answer" in it, else the first one, normalised. */
export function mathAnswer(text: string): string {
  return sentenceWith(text, /final answer/);
}

/** For both versions of the postprocessor. */
export function sentenceWith(text: string, phrase: RegExp): string {
  const sentences = text.split('.');
  return normalizeFinalAnswer(sentences.find((sentence) => phrase.test(sentence.toLowerCase())) ?? sentences[0] ?? '');
}

export default plainPostprocessor('math', 'The sentence with the final answer, normalised.', mathAnswer);
