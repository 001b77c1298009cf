import type { Expression } from './expression.ts';
import { simplified } from './simplify.ts';
import { equalValues, proportional } from './values.ts';

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

/** Words, or a letter and the same one as text: A and \text{A}. */
function sameWords(a: Expression, b: Expression): boolean {
  const [left, right] = [a, b].map((one) => (one.kind === 'words' ? one.text : one.kind === 'symbol' ? one.name : ''));
  return left !== '' && bareWords(left) === bareWords(right);
}

/** In small letters, without the brackets around a choice such as (C). */
function bareWords(text = ''): string {
  return text.toLowerCase().replaceAll(/^\(|\)$/g, '');
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

type Relation = Extract<Expression, { kind: 'relation' }>;

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
