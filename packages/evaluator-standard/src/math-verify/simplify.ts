import type { Brackets, Expression } from './expression.ts';

/** Of "x = 5" the 5; "x in S" is S; inequalities of one name as intervals; an expression with ± as the set of both values. */
export function simplified(expression: Expression): Expression {
  if (expression.kind === 'list') return { ...expression, items: expression.items.map(simplified) };
  if (expression.kind === 'relation') return simplifiedRelation(expression);
  if (!hasSign(expression)) return expression;
  return { kind: 'list', brackets: 'bare', items: [withSign(expression, '+'), withSign(expression, '-')] };
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
