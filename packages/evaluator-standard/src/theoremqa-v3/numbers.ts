import { Complex } from 'complex.js';
import { rationalOf, valueAt } from '../math-verify/evaluate.ts';
import { parseMath } from '../math-verify/parse.ts';

/** Without signs of money and degrees; percent as a part of 100; pi as 3.14, as the benchmark has it. */
export function withoutUnits(text: string): string {
  return text
    .replaceAll('\\pi', 'π')
    .replaceAll(/(?<![\p{Nd}}])\\?π/gu, '3.14')
    .replaceAll(/(\p{Nd})\\?π/gu, '$1*3.14')
    .replaceAll(/\{\\?π\}/g, '3.14')
    .replaceAll('%', '/100')
    .replaceAll(/[$¥]|°C| C|°/g, '');
}

/** The number that a text without names and functions is, or the numbers of a list in square brackets; else undefined. */
export function plainNumbers(text: string): number | readonly number[] | undefined {
  const expression = parseMath(text);
  if (expression === undefined) return undefined;
  if (expression.kind !== 'list') return rationalOf(expression)?.valueOf();
  const items = expression.items.map((item) => rationalOf(item)?.valueOf());
  return expression.brackets === '[]' && items.every((item) => item !== undefined) ? (items as number[]) : undefined;
}

/** The real number that a text in LaTeX or plain is; undefined where it is none. */
export function numberOf(text: string): number | undefined {
  const clean = withoutUnits(text);
  if (/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(clean)) return Number(clean);
  const expression = parseMath(clean);
  const value = expression === undefined ? Complex.NAN : valueAt(expression, () => Complex.NAN);
  return Number.isFinite(value.re) && Math.abs(value.im) < 1e-12 ? value.re : undefined;
}
