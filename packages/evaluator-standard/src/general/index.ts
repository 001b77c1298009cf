import { plainPostprocessor } from '../plain-postprocessor.ts';
import { SPACE, splitWords, WORD } from '../python-text.ts';

const PUNCTUATION = new RegExp(`[^${WORD}${SPACE}]`, 'gu');
const ARTICLE = new RegExp(`(?<![${WORD}])(?:an?|the)(?![${WORD}])`, 'giu');

/** What stands before the first line feed, full stop or comma, without punctuation and the words a, an and the. */
export function general(text: string): string {
  const [start = ''] = text.split(/[\n.,]/, 1);
  return splitWords(start.replaceAll(PUNCTUATION, '').replaceAll(ARTICLE, '')).join(' ');
}

export default plainPostprocessor(
  'general',
  'The start of the first sentence without punctuation and articles.',
  general,
);
