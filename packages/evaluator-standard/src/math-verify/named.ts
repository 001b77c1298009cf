import type { Expression } from './expression.ts';
import { FUNCTIONS } from './functions.ts';
import { GREEK, wordsIn } from './lexicon.ts';
import { call, isNumber, number } from './nodes.ts';
import { type Reader, SyntaxProblem } from './reader.ts';

/** A command with its arguments, a function, a name or a word: what a token that was passed begins. */
export function named(reader: Reader, token: string): Expression {
  const command = COMMANDS.get(token);
  if (command !== undefined) return command(reader);
  const words = wordsIn(token);
  const name = words ?? token.replace(/^\\/, '');
  if (name.startsWith('arc') || FUNCTIONS.has(name)) return applied(reader, name);
  if (words === 'e' || words === 'i') return symbol(reader, words);
  if (words !== undefined) return { kind: 'words', text: words };
  if (/^\p{L}$/u.test(token) || GREEK.test(token) || token === 'pi' || token === 'infinity')
    return symbol(reader, name);
  if (/^[a-zA-Z]+$/.test(token)) return { kind: 'words', text: token };
  throw new SyntaxProblem();
}

const single = (reader: Reader) => reader.rules.single(reader);
const binomial = (reader: Reader) => call('binomial', single(reader), single(reader));
const nothing = (): Expression => ({ kind: 'list', brackets: '{}', items: [] });

const COMMANDS: ReadonlyMap<string, (reader: Reader) => Expression> = new Map([
  ['\\frac', (reader) => call('/', single(reader), single(reader))],
  ['\\binom', binomial],
  ['\\dbinom', binomial],
  ['\\sqrt', root],
  ['\\emptyset', nothing],
  ['∅', nothing],
  ['\\lfloor', (reader) => closed(reader, 'floor', '\\rfloor')],
  ['\\lceil', (reader) => closed(reader, 'ceiling', '\\rceil')],
  ['\\boxed', single],
  ['\\overline', single],
  ['\\mathcal', single],
] satisfies [string, (reader: Reader) => Expression][]);

function root(reader: Reader): Expression {
  if (!reader.take('[')) return call('sqrt', single(reader));
  const degree = reader.rules.sum(reader);
  reader.expect(']');
  return call('^', single(reader), call('/', number('1'), degree));
}

function closed(reader: Reader, name: string, end: string): Expression {
  const inner = reader.rules.sum(reader);
  reader.expect(end);
  return call(name, inner);
}

function symbol(reader: Reader, name: string): Expression {
  if (!reader.take('_')) return { kind: 'symbol', name };
  return { kind: 'symbol', name: `${name}_${reader.textOf(single).replaceAll(/[{}]/g, '')}` };
}

function applied(reader: Reader, name: string): Expression {
  if (!FUNCTIONS.has(name)) throw new SyntaxProblem();
  const base = reader.take('_') ? single(reader) : undefined;
  const exponent = reader.take('^') ? single(reader) : undefined;
  const given = argument(reader);
  const value = base === undefined ? call(name, given) : call('/', call('ln', given), call('ln', base));
  return exponent === undefined ? value : powerOf(name, value, exponent);
}

/** `\sin 2x` is the sine of 2x, `\sin(x) y` is not one of y. */
function argument(reader: Reader): Expression {
  const { power, startsAtom } = reader.rules;
  const token = reader.peek();
  if (token === '(' || token === '{' || token === '|') return power(reader);
  let found = reader.take('-') ? call('negative', power(reader)) : power(reader);
  while (startsAtom(reader) && !FUNCTIONS.has((reader.peek() ?? '').replace(/^\\/, ''))) {
    found = call('*', found, power(reader));
  }
  return found;
}

/** sin^{-1} is the inverse function. */
function powerOf(name: string, value: Expression, exponent: Expression): Expression {
  const inverse = exponent.kind === 'call' && exponent.name === 'negative' && isNumber(exponent.of[0], 1);
  if (inverse && FUNCTIONS.has(`arc${name}`) && value.kind === 'call') return call(`arc${name}`, ...value.of);
  return call('^', value, exponent);
}
