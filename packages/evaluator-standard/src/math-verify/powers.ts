import { atom, braced, single } from './atoms.ts';
import type { Expression } from './expression.ts';
import { call } from './nodes.ts';
import type { Reader } from './reader.ts';

/** An atom with what stands behind it: `x^{2}`, `5!`, `50\%`. */
export function power(reader: Reader): Expression {
  let base = suffixed(reader, atom(reader));
  while (reader.take('^')) {
    if (!degrees(reader)) base = call('^', base, exponent(reader));
  }
  return suffixed(reader, base);
}

function exponent(reader: Reader): Expression {
  if (reader.take('{')) return braced(reader);
  return reader.take('-') ? call('negative', single(reader)) : single(reader);
}

/** `^\circ` and `^{\circ}` are left out. */
function degrees(reader: Reader): boolean {
  if (reader.take('\\circ')) return true;
  if (reader.peek() !== '{' || reader.peek(1) !== '\\circ') return false;
  reader.next();
  reader.next();
  reader.expect('}');
  return true;
}

function suffixed(reader: Reader, expression: Expression): Expression {
  let value = expression;
  for (;;) {
    if (reader.take('!')) value = call('factorial', value);
    else if (reader.take('%')) value = call('percent', value);
    else if (!reader.take('\\circ')) return value;
  }
}
