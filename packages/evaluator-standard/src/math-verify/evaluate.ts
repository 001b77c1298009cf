import { Complex } from 'complex.js';
import Fraction from 'fraction.js';
import type { Expression } from './expression.ts';
import { FUNCTIONS } from './functions.ts';
import { gamma } from './gamma.ts';

/** Bits of a numerator or denominator: beyond them numbers are no longer exact. */
const EXACT_BITS = 4096;

/** The rational number that an expression is; undefined where it is none, or too long a one. */
export function rationalOf(expression: Expression): Fraction | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'call') return undefined;
  const values: Fraction[] = [];
  for (const part of expression.of) {
    const value = rationalOf(part);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const [a, b] = values as [Fraction, Fraction];
  const result = RATIONAL[expression.name]?.(a, b);
  return result !== undefined && bits(result) <= EXACT_BITS ? result : undefined;
}

const RATIONAL: Readonly<Record<string, (a: Fraction, b: Fraction) => Fraction | undefined>> = {
  '+': (a, b) => a.add(b),
  '-': (a, b) => a.sub(b),
  '*': (a, b) => a.mul(b),
  '/': (a, b) => (b.equals(0) ? undefined : a.div(b)),
  '^': rationalPower,
  negative: (a) => a.neg(),
  abs: (a) => a.abs(),
  floor: (a) => a.floor(),
  ceiling: (a) => a.ceil(),
  percent: (a) => a.div(100),
  factorial: (a) => (isCount(a, 500) ? factorial(Number(a.n)) : undefined),
  binomial: (a, b) => (isCount(a, 500) && isCount(b, 500) ? binomial(Number(a.n), Number(b.n)) : undefined),
};

function rationalPower(base: Fraction, exponent: Fraction): Fraction | undefined {
  if (exponent.d !== 1n || exponent.n > 4096n || bits(base) * Number(exponent.n) > EXACT_BITS) return undefined;
  if (base.equals(0) && exponent.compare(0) < 0) return undefined;
  return base.pow(exponent) ?? undefined;
}

function isCount(value: Fraction, limit: number): boolean {
  return value.d === 1n && value.compare(0) >= 0 && value.compare(limit) <= 0;
}

function factorial(n: number): Fraction {
  let product = 1n;
  for (let i = 2n; i <= n; i += 1n) product *= i;
  return new Fraction(product);
}

function binomial(n: number, k: number): Fraction {
  return k > n ? new Fraction(0) : factorial(n).div(factorial(k).mul(factorial(n - k)));
}

function bits(value: Fraction): number {
  return Math.max(value.n.toString(16).length, value.d.toString(16).length) * 4;
}

/** The value of each name at a point. */
export type Point = (name: string) => Complex;

/** The complex value at a point, NaN where it is not defined. */
export function valueAt(expression: Expression, point: Point): Complex {
  const exact = rationalOf(expression);
  if (exact !== undefined) return new Complex(exact.valueOf(), 0);
  if (expression.kind === 'symbol') return constantOf(expression.name) ?? point(expression.name);
  if (expression.kind !== 'call') return Complex.NAN;
  const values = expression.of.map((part) => valueAt(part, point));
  const [a = Complex.NAN, b = Complex.NAN] = values;
  const operation = OPERATIONS[expression.name] ?? FUNCTIONS.get(expression.name);
  return operation === undefined || values.some(({ re }) => Number.isNaN(re)) ? Complex.NAN : operation(a, b);
}

function constantOf(name: string): Complex | undefined {
  if (name === 'pi') return Complex.PI;
  if (name === 'e') return Complex.E;
  if (name === 'i') return Complex.I;
  return name === 'infinity' ? new Complex(Number.POSITIVE_INFINITY, 0) : undefined;
}

const OPERATIONS: Readonly<Record<string, (a: Complex, b: Complex) => Complex>> = {
  '+': (a, b) => a.add(b),
  '-': (a, b) => a.sub(b),
  '*': (a, b) => a.mul(b),
  '/': (a, b) => (b.isZero() ? Complex.NAN : a.div(b)),
  '^': (a, b) => a.pow(b),
  negative: (a) => a.neg(),
  sqrt: (a) => a.sqrt(),
  abs: (a) => new Complex(a.abs(), 0),
  floor: (a) => a.floor(0),
  ceiling: (a) => a.ceil(0),
  percent: (a) => a.div(100),
  factorial: (a) => (a.im === 0 ? new Complex(gamma(a.re + 1), 0) : Complex.NAN),
};
