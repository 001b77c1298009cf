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
  if (isEquation(first) && isEquation(second) && proportional(difference(first), difference(second))) return true;
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
  return left !== '' && left?.toLowerCase() === right?.toLowerCase();
}

type Relation = Extract<Expression, { kind: 'relation' }>;

function isEquation(expression: Expression): expression is Relation {
  return expression.kind === 'relation' && expression.signs.length === 1 && expression.signs[0] === '=';
}

function simplifiedRelation(relation: Relation): Expression {
  const { sides, signs } = relation;
  const [left, right] = [sides[0] as Expression, sides.at(-1) as Expression];
  const isNamed = left.kind === 'symbol' || (left.kind === 'call' && isApplication(left));
  if (isNamed && signs.every((sign) => sign === '=' || sign === 'in')) return simplified(right);
  return interval(relation) ?? relation;
}

/** `f(x)`: what stands in front of an equals sign is a name too. */
function isApplication({ of }: Extract<Expression, { kind: 'call' }>): boolean {
  return of.length === 2 && of.every((part) => part.kind === 'symbol');
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

/** An equation against a value is its right side; two equations are the same if their differences are proportional. */
function equalRelations(a: Expression, b: Expression): boolean {
  if (a.kind !== 'relation' || b.kind !== 'relation') {
    const [relation, other] = (a.kind === 'relation' ? [a, b] : [b, a]) as [Relation, Expression];
    return relation.signs.every((sign) => sign === '=') && equalMath(relation.sides.at(-1) as Expression, other);
  }
  if (a.sides.length !== b.sides.length) return false;
  const same = a.signs.every((sign, i) => sign === b.signs[i]);
  if (same && equalItems(a.sides, b.sides, true)) return true;
  const [sign, opposite] = [a.signs[0], b.signs[0]];
  if (a.signs.length > 1 || sign === undefined || opposite === undefined) return false;
  if (sign === '=' && opposite === '=') return proportional(difference(a), difference(b));
  const turned: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '!=': '!=' };
  return turned[sign] === opposite && equalItems(a.sides, b.sides.toReversed(), true);
}

function difference({ sides }: Relation): Expression {
  return { kind: 'call', name: '-', of: [sides[0] as Expression, sides[1] as Expression] };
}

function proportional(a: Expression, b: Expression): boolean {
  const ratios = points().map((point) => valueAt(a, point).div(valueAt(b, point)));
  const [first] = ratios;
  return first !== undefined && !first.equals(0, 0) && ratios.every((ratio) => near(ratio, first));
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
