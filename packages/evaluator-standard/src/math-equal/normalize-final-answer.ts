import { blocks } from '../blocks.ts';
import { strip } from '../python-text.ts';

/**
 * What is replaced and removed, in order: Lewkowycz et al. 2022, "Solving Quantitative Reasoning Problems with Language
 * Models", appendix on answer normalisation, with the additions of OpenCompass.
 */
const REPLACED: readonly (readonly [from: string, to: string])[] = [
  ['an ', ''],
  ['a ', ''],
  ['.$', '$'],
  ['\\$', ''],
  ['\\ ', ''],
  [' ', ''],
  ['mbox', 'text'],
  [',\\text{and}', ','],
  ['\\text{and}', ','],
  ['\\text{m}', '\\text{}'],
  ['\\le', '<'],
];
const UNITS =
  'square ways integers dollars mph inches ft hours km units \\ldots sue points feet minutes digits cents degrees cm gm pounds meters meals edges students childrentickets multiples';
const REMOVED: readonly string[] = [
  ...UNITS.split(' '),
  '\\text{s}',
  '\\text{.}',
  '\\text{\ns}',
  '\\text{}^2',
  '\\text{}^3',
  '\\text{\n}',
  '\\text{}',
  '\\mathrm{th}',
  '^\\circ',
  '^{\\circ}',
  '\\;',
  ',\\!',
  '{,}',
  '"',
  '\\dots',
  '\n',
  '\r',
  '\f',
];

/** The answer of a quantitative problem without units, wrappers and thousands commas, with LaTeX's short forms spelt out. */
export function normalizeFinalAnswer(answer: string): string {
  const cleaned = unwrapped(without(replaced(answer)));
  const inner = strip(innermost(cleaned));
  const text = inner.includes('rac') && !inner.includes('\\frac') ? inner.replaceAll('rac', '\\frac') : inner;
  const spelt = text
    .replaceAll(/frac([^{])([^\n])/gu, 'frac{$1}{$2}')
    .replaceAll(/sqrt([^{])/gu, 'sqrt{$1}')
    .replaceAll('$', '');
  const digits = spelt.replaceAll(',', '');
  return /^\p{Nd}+$/u.test(digits) ? digits : spelt;
}

function replaced(text: string): string {
  return REPLACED.reduce((current, [from, to]) => current.replaceAll(from, () => to), text);
}

function without(text: string): string {
  return REMOVED.reduce((current, removed) => current.replaceAll(removed, ''), text);
}

function unwrapped(text: string): string {
  const marks = [
    ['\\text{(', ')}'],
    ['\\text{', '}'],
    ['\\textbf{', '}'],
    ['\\overline{', '}'],
  ] as const;
  const bare = marks.reduce((current, [open, close]) => withoutMarks(current, open, close), text);
  const open = bare.indexOf('\\boxed{');
  const close = bare.lastIndexOf('}');
  return open < 0 || close < open + 7
    ? bare
    : bare.slice(0, open) + bare.slice(open + 7, close) + bare.slice(close + 1);
}

/** The text with every block replaced by its inside. */
export function withoutMarks(text: string, open: string, close: string, inside = (inner: string) => inner): string {
  let result = '';
  let position = 0;
  for (const { start, end, inner } of blocks(text, open, close)) {
    result += text.slice(position, start) + inside(inner);
    position = end;
  }
  return result + text.slice(position);
}

/** The part that says what the answer is: behind a phrase, in a box, between dollar signs. */
function innermost(text: string): string {
  const named = behindPhrase(behindPhrase(text, /finalansweris/), /answer?is:?/);
  const boxed = blocks(named, 'oxed{', '}').at(-1)?.inner ?? named;
  return blocks(boxed, '$', '$').at(-1)?.inner ?? boxed;
}

function behindPhrase(text: string, phrase: RegExp): string {
  const match = phrase.exec(text);
  return match === null ? text : text.slice(match.index + match[0].length);
}
