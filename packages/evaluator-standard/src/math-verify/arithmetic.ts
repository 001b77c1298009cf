import type { Expression } from './expression.ts';
import { SEPARATOR, SIGNS, wordsIn } from './lexicon.ts';
import { call, number } from './nodes.ts';
import type { Reader } from './reader.ts';

export function sum(reader: Reader): Expression {
  let found = product(reader);
  for (let sign = reader.peek(); sign === '+' || sign === '-' || sign === '\\pm'; sign = reader.peek()) {
    reader.next();
    found = call(sign, found, product(reader));
  }
  return found;
}

function product(reader: Reader): Expression {
  let found = signed(reader);
  for (let sign = reader.peek(); sign === '*' || sign === '/' || sign === ':'; sign = reader.peek()) {
    reader.next();
    found = call(sign === '*' ? '*' : '/', found, signed(reader));
  }
  return found;
}

function signed(reader: Reader): Expression {
  return reader.deeper(() => {
    if (reader.take('-')) return call('negative', signed(reader));
    if (reader.take('+')) return signed(reader);
    if (reader.take('\\pm')) return call('\\pm', number('0'), signed(reader));
    return juxtaposed(reader);
  });
}

/** `2x`, `3\sqrt{2}`; a whole number before a fraction of whole numbers is a mixed number; a unit after a value goes. */
function juxtaposed(reader: Reader): Expression {
  let left = reader.rules.power(reader);
  while (startsAtom(reader)) {
    const words = wordsIn(reader.peek() ?? '');
    if (words !== undefined && SEPARATOR.test(words)) break;
    const right = reader.rules.power(reader);
    if (right.kind === 'words') continue;
    if (left.kind === 'words') left = right;
    else left = isMixed(left, right) ? call('+', left, right) : call('*', left, right);
  }
  return left;
}

function isMixed(left: Expression, right: Expression): boolean {
  if (left.kind !== 'number' || left.decimal || right.kind !== 'call' || right.name !== '/') return false;
  return right.of.every((part) => part.kind === 'number' && !part.decimal);
}

const NO_ATOMS = new Set(['\\}', '\\\\', '\\pm', '\\rangle', '\\rfloor', '\\rceil', '\\circ']);

/** Whether a factor may begin here. */
export function startsAtom(reader: Reader): boolean {
  const token = reader.peek();
  if (token === undefined || SIGNS.has(token) || SEPARATOR.test(token) || token === 'union') return false;
  if (token === '|') return reader.bars === 0;
  if (token.startsWith('\\')) return !NO_ATOMS.has(token) && !token.startsWith('\\end');
  return /^[\p{L}\d({[.]/u.test(token);
}
