import { ABBREVIATIONS, COMMON, STARTERS } from './vocabulary.ts';

const NON_WORD = '[)";}\\]*:@\'({[!?]';
const END_OF_WORD = `\\s|$|${NON_WORD}|--|\\.\\.`;
const TOKEN = new RegExp(
  `-{2,}|\\.{2,}|(?=[^("\`{[:;&#*@)}\\]\\-,])\\S+?(?=${END_OF_WORD}|,(?=${END_OF_WORD}))|\\S`,
  'gu',
);
const NUMBER = /^-?[.,]?\p{Nd}[\p{Nd},.-]*$/u;
const INITIAL = /^\p{L}\.$/u;

/** Whether a sentence ends in a piece of text before its last token (Kiss and Strunk 2006, sections 4.1 to 4.3). */
export function breaksAfter(context: string): boolean {
  const tokens = context.match(TOKEN) ?? [];
  return tokens.some((token, i) => i + 1 < tokens.length && ends(token, tokens[i + 1] as string));
}

function ends(token: string, next: string): boolean {
  if (['.', '?', '!'].includes(token)) return true;
  if (/^\.{2,}$/.test(token)) return startsSentence(next);
  if (!token.endsWith('.') || token.endsWith('..')) return false;
  const type = token.slice(0, -1).toLowerCase();
  const abbreviation = ABBREVIATIONS.has(type) || ABBREVIATIONS.has(type.split('-').at(-1) as string);
  const initial = INITIAL.test(token);
  if (initial || NUMBER.test(token)) return !abbreviation && !continues(next) && !(initial && isName(next));
  return abbreviation ? startsSentence(next) : true;
}

/** A capital letter, and a word that is written small elsewhere. */
function startsSentence(next: string): boolean {
  return /^\p{Lu}/u.test(next) && STARTERS.has(wordOf(next));
}

/** Punctuation, or a small letter. */
function continues(next: string): boolean {
  return /^[;:,.!?]$/.test(next) || /^\p{Ll}/u.test(next);
}

function isName(next: string): boolean {
  return /^\p{Lu}/u.test(next) && !STARTERS.has(wordOf(next)) && !COMMON.has(wordOf(next));
}

function wordOf(token: string): string {
  return token.toLowerCase().replace(/\.$/, '');
}
