import type { Brackets, Expression } from './expression.ts';
import { named } from './named.ts';
import { call, number } from './nodes.ts';
import { type Reader, SyntaxProblem } from './reader.ts';

/** What is no combination: a number, a name, a command with its arguments, anything in brackets. */
export function atom(reader: Reader): Expression {
  const token = reader.next();
  if (/^[\d.]/.test(token)) return numeral(reader, token);
  if (token === '{') return braced(reader);
  if (token === '(' || token === '[') return bracketed(reader, token);
  if (token === '\\{') return set(reader);
  if (token === '|') return absolute(reader);
  if (token.startsWith('\\begin')) return matrix(reader);
  return named(reader, token);
}

/** What is in braces, behind the opening one. */
export function braced(reader: Reader): Expression {
  const found = bare(reader.rules.items(reader));
  reader.expect('}');
  return found;
}

/** One argument without braces is one digit or letter, as TeX takes it: of \frac12 the numerator is 1. */
export function single(reader: Reader): Expression {
  if (reader.take('{')) return braced(reader);
  const token = reader.peek() ?? '';
  return /^\d{2,}$/.test(token) ? number(reader.split()) : atom(reader);
}

/** One item as it is, several as a list without brackets. */
export function bare(items: readonly Expression[]): Expression {
  return items.length === 1 ? (items[0] as Expression) : { kind: 'list', brackets: 'bare', items };
}

function numeral(reader: Reader, token: string): Expression {
  if (token === '.') throw new SyntaxProblem();
  let digits = token;
  // Outside brackets a comma before three digits is one of thousands.
  while (reader.depth <= 2 && reader.peek() === ',' && isThousand(digits, reader.peek(1))) {
    reader.next();
    digits += reader.next();
  }
  if (reader.peek() !== '_' || digits.includes('.')) return number(digits);
  // `1011_2`: the digits and the base.
  reader.next();
  return { kind: 'list', brackets: '[]', items: [number(digits), single(reader)] };
}

function isThousand(digits: string, next = ''): boolean {
  return /^[1-9]\d*$/.test(digits) && /^\d{3}(?:\.\d+)?$/.test(next);
}

function bracketed(reader: Reader, open: '(' | '['): Expression {
  const { bars } = reader;
  reader.bars = 0;
  const items = reader.rules.items(reader);
  reader.bars = bars;
  const close = reader.next();
  if (close !== ')' && close !== ']') throw new SyntaxProblem();
  const [only] = items;
  if (items.length === 1 && open === '(' && close === ')') return only as Expression;
  return { kind: 'list', brackets: `${open}${close}` as Brackets, items };
}

function set(reader: Reader): Expression {
  if (reader.take('\\}')) return { kind: 'list', brackets: '{}', items: [] };
  const items = reader.rules.items(reader);
  reader.expect('\\}');
  return { kind: 'list', brackets: '{}', items };
}

function absolute(reader: Reader): Expression {
  reader.bars += 1;
  const inner = reader.rules.sum(reader);
  reader.expect('|');
  reader.bars -= 1;
  return call('abs', inner);
}

function matrix(reader: Reader): Expression {
  const rows: Expression[][] = [[]];
  while (!(reader.peek() ?? '').startsWith('\\end')) {
    if (reader.peek() === undefined) throw new SyntaxProblem();
    if (reader.take('\\\\')) rows.push([]);
    else if (!reader.take('&')) rows.at(-1)?.push(reader.rules.relation(reader));
  }
  reader.next();
  return { kind: 'matrix', rows: rows.filter((row) => row.length > 0) };
}
