import { Complex } from 'complex.js';
import Fraction from 'fraction.js';
import { rationalOf, valueAt } from './evaluate.ts';
import type { Expression } from './expression.ts';

/** Decimals are compared to six places, as Math-Verify does. */
const PLACES = new Fraction(1, 2_000_000);
const RELATIVE = 1e-9;
const POINTS = 5;

/** Whether two expressions have the same value, whatever values their names have. */
export function equalValues(a: Expression, b: Expression): boolean {
  return (
    equalNumbers(a, b) ||
    percentages(a).some((value) => equalNumbers(value, b)) ||
    percentages(b).some((value) => equalNumbers(a, value))
  );
}

/** 50 % is taken for a half (it is one) and for 50, as both are written. */
function percentages(expression: Expression): readonly Expression[] {
  return expression.kind === 'call' && expression.name === 'percent' ? expression.of : [];
}

function equalNumbers(a: Expression, b: Expression): boolean {
  const [left, right] = [rationalOf(a), rationalOf(b)];
  const decimal = hasDecimal(a) || hasDecimal(b);
  if (left !== undefined && right !== undefined) {
    return left.equals(right) || (decimal && left.sub(right).abs().compare(PLACES) < 0);
  }
  // Two functions that agree at points that no one has chosen are the same one.
  return points().every((point) => close(valueAt(a, point), valueAt(b, point), decimal));
}

function close(a: Complex, b: Complex, decimal: boolean): boolean {
  if (Number.isNaN(a.re) || Number.isNaN(b.re)) return false;
  if (!a.isFinite() || !b.isFinite()) return a.re === b.re;
  return near(a, b) || (decimal && a.sub(b).abs() < 5e-7);
}

function near(a: Complex, b: Complex): boolean {
  return a.sub(b).abs() <= RELATIVE * Math.max(1e-3, a.abs(), b.abs());
}

function hasDecimal(expression: Expression): boolean {
  return expression.kind === 'number'
    ? expression.decimal
    : expression.kind === 'call' && expression.of.some(hasDecimal);
}

/** How many times `b` the expression `a` is, whatever its names are; undefined where that is no one real number. */
export function proportional(a: Expression, b: Expression): number | undefined {
  const ratios = points().map((point) => valueAt(a, point).div(valueAt(b, point)));
  const [first] = ratios;
  if (first === undefined || !first.isFinite() || first.equals(0, 0)) return undefined;
  const same = ratios.every((ratio) => near(ratio, first));
  return same && Math.abs(first.im) <= RELATIVE ? first.re : undefined;
}

/** Values between 0.5 and 2 for every name, at every other point below zero; the same for the same name. */
function points(): ((name: string) => Complex)[] {
  return Array.from(
    { length: POINTS },
    (_, i) => (name: string) => new Complex((i % 2 === 0 ? 1 : -1) * (0.5 + 1.5 * fractionOf(`${i}:${name}`)), 0),
  );
}

/** FNV-1a, as a number from 0 to 1. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${text}${text}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}
