import { Complex } from 'complex.js';

/** Functions of one argument, by the name that LaTeX gives them. `\log` is to base 10, as latex2sympy reads it. */
export const FUNCTIONS: ReadonlyMap<string, (z: Complex) => Complex> = new Map([
  ['sin', (z) => z.sin()],
  ['cos', (z) => z.cos()],
  ['tan', (z) => z.tan()],
  ['cot', (z) => z.cot()],
  ['sec', (z) => z.sec()],
  ['csc', (z) => z.csc()],
  ['arcsin', (z) => z.asin()],
  ['arccos', (z) => z.acos()],
  ['arctan', (z) => z.atan()],
  ['sinh', (z) => z.sinh()],
  ['cosh', (z) => z.cosh()],
  ['tanh', (z) => z.tanh()],
  ['ln', (z) => z.log()],
  ['log', (z) => z.log().div(Math.LN10)],
  ['lg', (z) => z.log().div(Math.LN10)],
  ['exp', (z) => z.exp()],
  ['Re', (z) => new Complex(z.re, 0)],
  ['Im', (z) => new Complex(z.im, 0)],
] satisfies [string, (z: Complex) => Complex][]);
