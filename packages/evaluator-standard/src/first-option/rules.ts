import { SPACE } from '../python-text.ts';

/** English: the correct answer (option) is ... boxed{X}. */
const BOXED = 'boxed';
/** Chinese: the answer is <word>; the option is somewhere in the word. */
const WORD_BEHIND = 'word';

/**
 * Where answers name their option, surest first: the first rule that matches anywhere decides. In a rule X is one of the
 * options and what is found, O is one of the options, `□` is a blank inside brackets, `_` any number of blanks, `~` at
 * most one, `=` at least one; the rest is a regular expression whose dot matches line feeds too. The order and the
 * oddities are those of OpenCompass, so that scores agree.
 */
const RULES: readonly string[] = [
  // Chinese: the answer (option) is X.
  ...['_', '_：_', '_:_'].map((link) => `答案是?${link}X`),
  ...['选项应?该?是', '选项应?该?为', '应该?是', '应该?选'].map((verb) => `答案${verb}_X`),
  '答案选项为?_：_X',
  '答案选项为?=\\(?\\*?\\*?X',
  '答案选项是?_:_X',
  ...['答案为', '答案选', '选择?'].map((verb) => `${verb}_X`),
  '故选?_X',
  '只有选?项?~X~是?对',
  // Chinese: only X is wrong, the (in)correct statement is X, X is correct.
  ...['是?错', '不?正确'].map((verdict) => `只有选?项?~X~${verdict}`),
  ...['不?对', '不?正确', '错误'].map((verdict) => `说法${verdict}选?项?的?是~X`),
  ...['X~是正确的', 'X~是正确答案', '选项~X~正确', '所以答~X'],
  // The text ends in X.
  ...['所以', '所有'].map((word) => `${word}~X[.。$]?$`),
  '[□，：:,]X[。，,.]?$',
  ...['[故即]', '因此'].map((word) => `[□，,：:]${word}X[。.]?$`),
  ...['[是为。]', '因此', '显然'].map((word) => `${word}~X[。.]?$`),
  WORD_BEHIND,
  // English.
  '(?i)ANSWER_:_X',
  '[Tt]he answer is:?=\\(?\\*?\\*?X',
  ...['answer is option', 'correct answer is', 'correct answer is option'].map((cue) => `[Tt]he ${cue}:?=\\(?X`),
  BOXED,
  '[Tt]he answer to the question is:?=\\(?X',
  // The text starts with "option X" or "X option".
  '^选项~X',
  '^X~选?项',
  // An option between blanks or punctuation: the blank in front, where there is one, is what is searched.
  '([□]|^)O[□。，,：:.$]',
];

/** A numbered list: the rest of the text from its first item on. OpenCompass has it last; it finds letters of any word. */
const NUMBERED = '1.~(.*?)$';

/** Last resorts: an option before a colon, an option anywhere. */
const CUSHION: readonly string[] = ['X:', 'X'];

export interface Rule {
  /** It can only match text with Chinese characters. */
  readonly chinese: boolean;
  /** What it found, to be searched for an option; undefined where it does not match. */
  find(text: string): string | undefined;
}

/** The rules for these options, in order. `compat`: with the slips of OpenCompass. */
export function rulesFor(options: string, cushion: boolean, compat: boolean): Rule[] {
  const rules = compat ? [...RULES.flatMap(fused), NUMBERED] : RULES;
  return [...rules, ...(cushion ? CUSHION : [])].flatMap((rule) => ruleFor(rule, options, compat));
}

/** "Hence X" and "only X is right" are one rule there, for want of a comma: alone they match nothing. */
function fused(rule: string): readonly string[] {
  if (rule === '只有选?项?~X~是?对') return [];
  return [rule === '故选?_X' ? '故选?_X只有选?项?~X~是?对' : rule];
}

function ruleFor(rule: string, options: string, compat: boolean): readonly Rule[] {
  if (rule === BOXED) return ['answer', 'option', 'answer option'].map((noun) => boxedRule(noun, options));
  if (rule === WORD_BEHIND) return ['是', '应该是', '为'].map((verb) => wordRule(`答案${verb}`));
  const pattern = toRegExp(rule, options);
  const find = (text: string) => {
    const match = pattern.exec(text);
    return match === null ? undefined : match[1] || match[0] || '';
  };
  const chinese = /\p{Script=Han}/u.test(rule);
  return [{ chinese, find: compat || !pattern.ignoreCase ? find : (text) => inCaseOf(find(text), options) }];
}

/** A letter that was matched in another case than the option has. */
function inCaseOf(found: string | undefined, options: string): string | undefined {
  if (found === undefined || [...options].some((option) => found.includes(option))) return found;
  return [...options].find((option) => option.toLowerCase() === found.toLowerCase()) ?? found;
}

/** The cue, then the first box with an option behind it. Two searches, as one pattern for both would look at the rest once per cue. */
function boxedRule(noun: string, options: string): Rule {
  const cue = toRegExp(`[Tt]he correct ${noun} is`, options);
  const box = toRegExp('boxed\\{X\\}', options);
  const find = (text: string) => {
    const start = cue.exec(text);
    return start === null ? undefined : box.exec(text.slice(start.index + start[0].length))?.[1];
  };
  return { chinese: false, find };
}

/** The cue, at most one blank, then what is no blank, up to the last full stop in it or the end of the text. */
function wordRule(cue: string): Rule {
  const run = new RegExp(`[${SPACE}]?([^${SPACE}]*)`, 'uy');
  const find = (text: string) => {
    let searched = 0;
    for (let at = text.indexOf(cue); at >= 0; at = text.indexOf(cue, at + 1)) {
      run.lastIndex = at + cue.length;
      // A cue inside words that were searched to their end finds no more.
      if (run.lastIndex < searched) continue;
      const word = run.exec(text)?.[1] ?? '';
      searched = run.lastIndex;
      const stop = word.lastIndexOf('。');
      if (word !== '' && searched === text.length) return word;
      if (stop > 0) return word.slice(0, stop);
    }
    return undefined;
  };
  return { chinese: true, find };
}

function toRegExp(rule: string, options: string): RegExp {
  const letter = `[${options.replaceAll(/[\\\]^-]/g, '\\$&')}]`;
  const marks: Record<string, string> = {
    X: `(${letter})`,
    '□': SPACE,
    O: letter,
    _: `[${SPACE}]*`,
    '~': `[${SPACE}]?`,
    '=': `[${SPACE}]+`,
  };
  const caseless = rule.startsWith('(?i)');
  const source = rule.slice(caseless ? 4 : 0).replaceAll(/[XO□_~=]/g, (mark) => marks[mark] ?? mark);
  return new RegExp(source, caseless ? 'isu' : 'su');
}
