import Fraction from 'fraction.js';
import type { Expression } from './expression.ts';

export function call(name: string, ...of: Expression[]): Expression {
  return { kind: 'call', name, of };
}

export function number(digits: string): Expression {
  return { kind: 'number', value: new Fraction(digits), decimal: digits.includes('.') };
}

export function isNumber(expression: Expression | undefined, value: number): boolean {
  return expression?.kind === 'number' && expression.value.equals(value);
}
