import type { Expression } from './expression.ts';
import { SEPARATOR, SIGNS, wordsIn } from './lexicon.ts';
import type { Reader } from './reader.ts';

const SAME: Readonly<Record<string, string>> = { '\\equiv': '=', '\\approx': '≈' };

/** `1, 2 or 3`: one item or several. */
export function items(reader: Reader): Expression[] {
  return reader.deeper(() => {
    const found = [relation(reader)];
    while (separator(reader)) found.push(relation(reader));
    return found;
  });
}

/** A chain such as `1 < x <= 2`, or what has no sign. */
export function relation(reader: Reader): Expression {
  const sides = [union(reader)];
  const signs: string[] = [];
  for (let sign = reader.peek(); sign !== undefined && SIGNS.has(sign); sign = reader.peek()) {
    reader.next();
    signs.push(SAME[sign] ?? sign);
    sides.push(union(reader));
  }
  return signs.length === 0 ? (sides[0] as Expression) : { kind: 'relation', sides, signs };
}

function union(reader: Reader): Expression {
  const found = [reader.rules.sum(reader)];
  while (reader.take('union')) found.push(reader.rules.sum(reader));
  return found.length === 1 ? (found[0] as Expression) : { kind: 'union', items: found };
}

/** Commas with something behind them, and the words or, and. */
function separator(reader: Reader): boolean {
  let found = false;
  while (isSeparator(reader.peek()) && reader.peek(1) !== undefined) {
    reader.next();
    found = true;
  }
  return found;
}

function isSeparator(token: string | undefined): boolean {
  return token === ',' || (token !== undefined && SEPARATOR.test(wordsIn(token) ?? token));
}
