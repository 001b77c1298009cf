import { strip, stripCharacters } from '../../python-text.ts';
import type { Check } from '../arguments.ts';

export const ENDS: Readonly<Record<string, Check>> = {
  'startend:end_checker': (answer, given) =>
    stripCharacters(strip(answer), '"')
      .toLowerCase()
      .endsWith(strip(given.text('end_phrase')).toLowerCase()),
  'startend:quotation': (answer) => /^".*"$/su.test(strip(answer)),
  'combination:repeat_prompt': (answer, given) =>
    strip(answer)
      .toLowerCase()
      .startsWith(strip(given.text('prompt_to_repeat')).toLowerCase()),
  'combination:two_responses': twoResponses,
  'punctuation:no_comma': (answer) => !answer.includes(','),
};

/** Two texts that differ between six stars; nothing blank between two such dividers. */
function twoResponses(answer: string): boolean {
  const parts = answer.split('******').map(strip);
  if (parts.slice(1, -1).includes('')) return false;
  const [first, second, ...more] = parts.filter((part) => part !== '');
  return second !== undefined && more.length === 0 && first !== second;
}
