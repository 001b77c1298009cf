import { patternInvalid } from './errors.ts';
import { SPACE, WORD } from './python-text.ts';

/** What a shorthand of Python stands for inside a character class; the capital letter is its opposite. */
const SHORTHANDS: Readonly<Record<string, string>> = { d: '\\p{Nd}', w: WORD, s: SPACE };
const TOKEN =
  /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\(\?P<|\(\?P=(?<reference>\w+)\)|\{(?:\d+(?:,\d*)?|,\d+)\}|[.$\]{}]/gu;

/**
 * A regular expression written as in Python: flags in front, `(?P<name>...)`, `\\A`, `\\Z`, classes of any alphabet.
 * Throws `PATTERN_INVALID` for one that is broken or has no group.
 */
export function toRegExp(pattern: string | RegExp): RegExp {
  if (typeof pattern !== 'string') return pattern;
  const [prefix = '', given = ''] = /^\(\?([imsau]+)\)/.exec(pattern) ?? [];
  const flags = [...new Set(given)].filter((flag) => 'ims'.includes(flag)).join('');
  const source = pattern.slice(prefix.length).replaceAll(TOKEN, (token) => translate(token, flags));
  const compiled = compile(source, `u${flags}`, pattern);
  const groups = (new RegExp(`${source}|`, `u${flags}`).exec('')?.length ?? 1) - 1;
  if (groups === 0) throw patternInvalid(pattern, 'it has no group');
  return compiled;
}

function compile(source: string, flags: string, pattern: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw patternInvalid(pattern, error instanceof Error ? error.message : String(error), error);
  }
}

function translate(token: string, flags: string): string {
  if (token.startsWith('\\')) return translateEscape(token);
  if (token.startsWith('[')) return translateClass(token);
  if (token === '(?P<') return '(?<';
  if (token.startsWith('(?P=')) return `\\k<${token.slice(4, -1)}>`;
  if (token.startsWith('{,')) return `{0${token.slice(1)}`;
  if (token === '.') return flags.includes('s') ? '.' : '[^\\n]';
  if (token === '$') return flags.includes('m') ? '(?=\\n|(?![^]))' : '(?=\\n?(?![^]))';
  return token.length === 1 ? `\\${token}` : token;
}

function translateEscape(token: string): string {
  const letter = token.slice(1);
  const content = SHORTHANDS[letter.toLowerCase()];
  if (content !== undefined) return letter === letter.toLowerCase() ? `[${content}]` : `[^${content}]`;
  if (letter === 'A') return '(?<![^])';
  if (letter === 'Z') return '(?![^])';
  if (letter === 'b') return `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
  // JavaScript refuses to escape what needs no escape.
  return /[\p{L}\p{N}^$\\.*+?()[\]{}|/]/u.test(letter) ? token : letter;
}

/** Inside `[...]`: the shorthands; a bracket that is an element without being escaped. */
function translateClass(token: string): string {
  const [start = '['] = /^\[\^?/.exec(token) ?? [];
  const content = token.slice(start.length, -1).replaceAll(/\\[\s\S]|[\][]/gu, (part) => {
    if (part.length === 1) return `\\${part}`;
    const letter = part.slice(1);
    return SHORTHANDS[letter] ?? (/[\p{L}\p{N}^$\\.*+?()[\]{}|/-]/u.test(letter) ? part : letter);
  });
  return `${start}${content}]`;
}
