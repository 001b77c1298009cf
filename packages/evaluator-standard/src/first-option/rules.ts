import { SPACE } from '../python-text.ts';

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
  // "Hence X" and "only X is right" are one rule by mistake: alone they match nothing.
  '故选?_X只有选?项?~X~是?对',
  // Chinese: only X is wrong, the (in)correct statement is X, X is correct.
  ...['是?错', '不?正确'].map((verdict) => `只有选?项?~X~${verdict}`),
  ...['不?对', '不?正确', '错误'].map((verdict) => `说法${verdict}选?项?的?是~X`),
  ...['X~是正确的', 'X~是正确答案', '选项~X~正确', '所以答~X'],
  // The text ends in X.
  ...['所以', '所有'].map((word) => `${word}~X[.。$]?$`),
  '[□，：:,]X[。，,.]?$',
  ...['[故即]', '因此'].map((word) => `[□，,：:]${word}X[。.]?$`),
  ...['[是为。]', '因此', '显然'].map((word) => `${word}~X[。.]?$`),
  // Chinese: the answer is <word>; the option is somewhere in the word.
  ...['是', '应该是', '为'].map((verb) => `答案${verb}~([^□]+)(?:。|$)`),
  // English.
  '(?i)ANSWER_:_X',
  '[Tt]he answer is:?=\\(?\\*?\\*?X',
  ...['answer is option', 'correct answer is', 'correct answer is option'].map((cue) => `[Tt]he ${cue}:?=\\(?X`),
  ...['answer', 'option', 'answer option'].map((noun) => `[Tt]he correct ${noun} is:?.*?boxed\\{X\\}`),
  '[Tt]he answer to the question is:?=\\(?X',
  // The text starts with "option X" or "X option".
  '^选项~X',
  '^X~选?项',
  // An option between blanks or punctuation: the blank in front, where there is one, is what is searched.
  '([□]|^)O[□。，,：:.$]',
  // A numbered list: the rest of the text from its first item on.
  '1.~(.*?)$',
];

/** Last resorts: an option before a colon, an option anywhere. */
const CUSHION: readonly string[] = ['X:', 'X'];

/** The rules for these options, in order. */
export function rulesFor(options: string, cushion: boolean): RegExp[] {
  return [...RULES, ...(cushion ? CUSHION : [])].map((rule) => toRegExp(rule, options));
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
