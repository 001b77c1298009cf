import type { Check } from '../arguments.ts';
import { treebankWords } from '../english/words.ts';
import { isLanguage } from '../language.ts';

export const CASES: Readonly<Record<string, Check>> = {
  'change_case:capital_word_frequency': (answer, given) =>
    given.satisfied('capital_relation', treebankWords(answer).filter(isUpper).length, 'capital_frequency'),
  'change_case:english_capital': (answer) => isUpper(answer) && isLanguage(answer, 'en'),
  'change_case:english_lowercase': (answer) => isLower(answer) && isLanguage(answer, 'en'),
  'language:response_language': (answer, given) => isLanguage(answer, given.text('language')),
};

/** Python's `str.isupper()`: a capital letter, and none that is small. */
function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}
