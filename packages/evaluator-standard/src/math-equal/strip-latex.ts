import { strip } from '../python-text.ts';
import { withoutMarks } from './normalize-final-answer.ts';

/** A rule met text that it does not know: the comparison goes on with the text as it was. */
class NotUnderstood extends Error {}

/** Clean-up of the first version (Hendrycks et al. 2021, MATH); undefined where a rule does not know the text. */
export function stripLatex(text: string): string | undefined {
  return orUndefined(() => {
    const bare = plainFractions(removed(text, ['\n', '\\!']).replaceAll('\\\\', '\\'));
    const unitless = removed(withoutRightUnits(removed(bare, ['\\left', '\\right', ...DEGREES, '\\$'])), ['\\%']);
    const whole = withLeadingZero(unitless);
    if (whole === '') return whole;
    const fractions = spellFractions(spellRoots(rightSide(whole)).replaceAll(' ', ''));
    return slashAsFraction(fractions === '0.5' ? '\\frac{1}{2}' : fractions);
  });
}

/** Clean-up of the second version, as OpenCompass has it; undefined where a rule does not know the text. */
export function stripLatexV2(given: string): string | undefined {
  return orUndefined(() => {
    const text = withoutEnd(strip(given).replaceAll('\n', ''), '.');
    const lines = removed(text, ['\\!', '\\ ']).replaceAll('\\\\', '\\').replaceAll('\\\\', '\\');
    const bare = removed(plainFractions(lines), ['\\left', '\\right']);
    const unitless = removed(withoutTextTail(bare), [...DEGREES, '\\$', '$', '\\text', 'x\\in', '\\%', '%']);
    const infinite = infinity(removed(decimalPoints(unitless), ['\\cdot']));
    const plain = withoutMarks(removed(infinite, ['and', '\\mathbf']), '\\mbox{', '}', () => '');
    const whole = withLeadingZero(wholeNumbers(plain.includes('i') ? plain : plain.replaceAll('j', 'i')), false);
    if (whole === '') return whole;
    const roots = rightSide(whole).replaceAll(/\\sqrt([\p{L}\p{N}_]+)/gu, '\\sqrt{$1}');
    return slashAsFraction(spellFractions(roots.replaceAll(' ', '')));
  });
}

const DEGREES = ['^{\\circ}', '^\\circ'] as const;

function orUndefined(work: () => string): string | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

function removed(text: string, parts: readonly string[]): string {
  return parts.reduce((current, part) => current.replaceAll(part, ''), text);
}

function withoutEnd(text: string, character: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === character) end -= 1;
  return text.slice(0, end);
}

function plainFractions(text: string): string {
  return text.replaceAll('tfrac', 'frac').replaceAll('dfrac', 'frac');
}

/** "\text{ " begins a unit. */
function withoutRightUnits(text: string): string {
  const [value = '', unit, ...more] = text.split('\\text{ ');
  if (unit !== undefined && more.length > 0) throw new NotUnderstood();
  return value;
}

/** A unit in \text{...} at the end goes, unless nothing would be left. */
function withoutTextTail(text: string): string {
  const start = text.indexOf('\\text{');
  if (start < 0 || !text.endsWith('}')) return text;
  const value = strip(text.slice(0, start));
  return value === '' ? text : value;
}

function decimalPoints(text: string): string {
  return text.replaceAll(' .', ' 0.').replaceAll('{.', '{0.');
}

function withLeadingZero(text: string, points = true): string {
  const decimal = points ? decimalPoints(text) : text;
  return decimal.startsWith('.') ? `0${decimal}` : decimal;
}

function infinity(text: string): string {
  const named = text.replaceAll('infinity', '\\infty');
  return (named.includes('\\infty') ? named : named.replaceAll('inf', '\\infty')).replaceAll('+\\inity', '\\infty');
}

/** 2.0 is 2. The run of digits is matched from its start, so that a long one is looked at once. */
function wholeNumbers(text: string): string {
  return text.replaceAll(/(?<!\p{Nd})(\p{Nd}+)\.0+(\P{Nd})/gu, '$1$2').replaceAll(/(?<!\p{Nd})(\p{Nd}+)\.0+$/gu, '$1');
}

/** Of "x=5" the 5: where there is one equals sign with at most two characters in front. */
function rightSide(text: string): string {
  const sides = text.split('=', 3);
  return sides.length === 2 && [...(sides[0] ?? '')].length <= 2 ? (sides[1] ?? '') : text;
}

function spellRoots(text: string): string {
  const [start = '', ...rest] = text.split('\\sqrt');
  return rest.reduce((whole, part) => {
    const [first] = part;
    if (first === undefined) throw new NotUnderstood();
    return `${whole}\\sqrt${first === '{' ? part : `{${first}}${part.slice(first.length)}`}`;
  }, start);
}

/** `\frac12` and `\frac1{72}` with all their braces; a text with a fraction that is cut off stays as it is. */
function spellFractions(text: string): string {
  const [start = '', ...rest] = text.split('\\frac');
  const spelt = rest.map(spellFraction);
  return spelt.includes(undefined) ? text : start + spelt.map((part) => `\\frac${part}`).join('');
}

function spellFraction(part: string): string | undefined {
  if (part.startsWith('{')) return part;
  const [numerator, denominator] = part;
  if (numerator === undefined || denominator === undefined) return undefined;
  const tail = part.slice(numerator.length + denominator.length);
  return `{${numerator}}${denominator === '{' ? '{' : `{${denominator}}`}${tail}`;
}

/** a/b of two whole numbers as a fraction. */
function slashAsFraction(text: string): string {
  const [a, b, ...more] = text.split('/', 3);
  if (a === undefined || b === undefined || more.length > 0) return text;
  const integer = /^[ \t]*[+-]?\p{Nd}+(?:_\p{Nd}+)*[ \t]*$/u;
  if (!integer.test(a) || !integer.test(b)) throw new NotUnderstood();
  const written = /^(?:0|-?[1-9]\d*)$/;
  return written.test(a) && written.test(b) ? `\\frac{${a}}{${b}}` : text;
}
