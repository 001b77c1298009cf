import { Complex } from 'complex.js';
import Fraction from 'fraction.js';
import { rationalOf, valueAt } from './evaluate.ts';
import type { Brackets, Expression } from './expression.ts';

/** Decimals are compared to six places, as Math-Verify does. */
const PLACES = new Fraction(1, 2_000_000);
const RELATIVE = 1e-9;
const POINTS = 5;
/** Longer lists are compared in their order alone. */
const UNORDERED_LIMIT = 40;

/** Whether two objects are the same one in mathematics. `a` and `b` may change places. */
export function equalMath(first: Expression, second: Expression): boolean {
  if (first.kind === 'relation' && second.kind === 'relation' && equalRelations(first, second)) return true;
  const [a, b] = [simplified(first), simplified(second)];
  if (a.kind === 'list' || b.kind === 'list') return equalLists(a, b);
  if (a.kind === 'union' && b.kind === 'union') return equalItems(a.items, b.items, false);
  if (a.kind === 'relation' || b.kind === 'relation') return equalRelations(a, b);
  if (a.kind === 'matrix' && b.kind === 'matrix') return equalRows(a.rows, b.rows);
  if (a.kind === 'words' || b.kind === 'words') return sameWords(a, b);
  return equalValues(a, b);
}

/** Of "x = 5" the 5; "x in S" is S; inequalities of one name as intervals; an expression with ± as the set of both values. */
function simplified(expression: Expression): Expression {
  if (expression.kind === 'list') return { ...expression, items: expression.items.map(simplified) };
  if (expression.kind === 'relation') return simplifiedRelation(expression);
  if (!hasSign(expression)) return expression;
  return { kind: 'list', brackets: 'bare', items: [withSign(expression, '+'), withSign(expression, '-')] };
}

/** Words, or a letter and the same one as text: A and \text{A}. */
function sameWords(a: Expression, b: Expression): boolean {
  const [left, right] = [a, b].map((one) => (one.kind === 'words' ? one.text : one.kind === 'symbol' ? one.name : ''));
  return left !== '' && bareWords(left) === bareWords(right);
}

/** In small letters, without the brackets around a choice such as (C). */
function bareWords(text = ''): string {
  return text.toLowerCase().replaceAll(/^\(|\)$/g, '');
}

type Relation = Extract<Expression, { kind: 'relation' }>;

function simplifiedRelation(relation: Relation): Expression {
  const { sides, signs } = withoutApproximation(relation);
  const [left, right] = [sides[0] as Expression, sides.at(-1) as Expression];
  if (signs.length === 0 || (isNamed(left) && signs.every((sign) => sign === '=' || sign === 'in'))) {
    return simplified(right);
  }
  return interval({ kind: 'relation', sides, signs }) ?? { kind: 'relation', sides, signs };
}

/** `1/3 ≈ 0.33` is 1/3; a name alone may be near a value. */
function withoutApproximation({ sides, signs }: Relation): Pick<Relation, 'sides' | 'signs'> {
  const at = signs.indexOf('≈');
  if (at < 0) return { sides, signs };
  const near = at === 0 && isNamed(sides[0] as Expression);
  return near
    ? { sides: sides.slice(0, 2), signs: ['='] }
    : { sides: sides.slice(0, at + 1), signs: signs.slice(0, at) };
}

/** A name, what multiplies or divides names such as AB or f(x), the length of one, or a list of them. */
function isNamed(expression: Expression): boolean {
  if (expression.kind === 'list') return expression.items.every(isNamed);
  return (
    expression.kind === 'symbol' ||
    expression.kind === 'words' ||
    (expression.kind === 'call' && ['*', '/', 'abs'].includes(expression.name) && expression.of.every(isNamed))
  );
}

function interval({ sides, signs }: Relation): Expression | undefined {
  const flipped = signs.every((sign) => sign.startsWith('>'));
  if (!flipped && !signs.every((sign) => sign.startsWith('<'))) return undefined;
  const ends = flipped ? sides.toReversed() : sides;
  const closed = (flipped ? signs.toReversed() : signs).map((sign) => sign.endsWith('='));
  const at = ends.findIndex((end) => end.kind === 'symbol' && end.name !== 'infinity');
  if (at < 0 || ends.length > 3 || (ends.length === 3 && at !== 1)) return undefined;
  const infinity: Expression = { kind: 'symbol', name: 'infinity' };
  const low = ends[at - 1] ?? { kind: 'call', name: 'negative', of: [infinity] };
  const brackets = `${closed[at - 1] ? '[' : '('}${closed[at] ? ']' : ')'}` as Brackets;
  return { kind: 'list', brackets, items: [low, ends[at + 1] ?? infinity] };
}

function hasSign(expression: Expression): boolean {
  return expression.kind === 'call' && (expression.name === '\\pm' || expression.of.some(hasSign));
}

function withSign(expression: Expression, sign: '+' | '-'): Expression {
  if (expression.kind !== 'call') return expression;
  const name = expression.name === '\\pm' ? sign : expression.name;
  return { kind: 'call', name, of: expression.of.map((part) => withSign(part, sign)) };
}

/** A set has no order; items without brackets are a set or a tuple; one item alone is a set of one. */
function equalLists(a: Expression, b: Expression): boolean {
  const [left, right] = [asList(a), asList(b)];
  const loose = left.brackets === 'bare' || right.brackets === 'bare';
  if (left.brackets !== right.brackets && !loose) return false;
  const bracketed = loose ? (left.brackets === 'bare' ? right.brackets : left.brackets) : left.brackets;
  return equalItems(left.items, right.items, bracketed !== '{}' && bracketed !== 'bare');
}

function asList(expression: Expression): Extract<Expression, { kind: 'list' }> {
  return expression.kind === 'list' ? expression : { kind: 'list', brackets: 'bare', items: [expression] };
}

function equalItems(a: readonly Expression[], b: readonly Expression[], ordered: boolean): boolean {
  if (a.length !== b.length) return false;
  if (a.every((item, i) => equalMath(item, b[i] as Expression))) return true;
  if (ordered || a.length > UNORDERED_LIMIT) return false;
  const rest = [...b];
  return a.every((item) => {
    const at = rest.findIndex((other) => equalMath(item, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

function equalRows(a: readonly (readonly Expression[])[], b: readonly (readonly Expression[])[]): boolean {
  return a.length === b.length && a.every((row, i) => equalItems(row, b[i] as Expression[], true));
}

/** Two equations or inequalities are the same if their differences are proportional. */
function equalRelations(a: Expression, b: Expression): boolean {
  if (a.kind !== 'relation' || b.kind !== 'relation') return false;
  if (a.sides.length !== b.sides.length) return false;
  const same = a.signs.every((sign, i) => sign === b.signs[i]);
  if (same && equalItems(a.sides, b.sides, true)) return true;
  const [sign, opposite] = [a.signs[0], b.signs[0]];
  if (a.signs.length > 1 || sign === undefined || opposite === undefined) return false;
  const ratio = proportional(difference(a), difference(b));
  if (sign === '=' || sign === '!=') return sign === opposite && ratio !== undefined;
  return ratio !== undefined && (ratio > 0 ? sign : TURNED[sign]) === opposite;
}

const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function difference({ sides }: Relation): Expression {
  return { kind: 'call', name: '-', of: [sides[0] as Expression, sides[1] as Expression] };
}

/** How many times `b` the expression `a` is, whatever its names are; undefined where that is no one real number. */
function proportional(a: Expression, b: Expression): number | undefined {
  const ratios = points().map((point) => valueAt(a, point).div(valueAt(b, point)));
  const [first] = ratios;
  if (first === undefined || !first.isFinite() || first.equals(0, 0)) return undefined;
  const same = ratios.every((ratio) => near(ratio, first));
  return same && Math.abs(first.im) <= RELATIVE ? first.re : undefined;
}

function equalValues(a: Expression, b: Expression): boolean {
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
