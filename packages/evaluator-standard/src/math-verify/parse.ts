import { startsAtom, sum } from './arithmetic.ts';
import { bare, single } from './atoms.ts';
import type { Expression } from './expression.ts';
import { items, relation } from './lists.ts';
import { power } from './powers.ts';
import { Reader, type Rules, SyntaxProblem } from './reader.ts';
import { tokensOf } from './tokens.ts';

/** Recursive descent, from what binds least: list, relation, union, sum, product, sign, juxtaposition, power, atom. */
const RULES: Rules = { items, relation, sum, power, startsAtom, single };

/** The object that an answer in LaTeX (or plain text such as `3/4`) denotes; undefined where it denotes none that is known. */
export function parseMath(latex: string): Expression | undefined {
  const tokens = tokensOf(latex);
  if (tokens === undefined || tokens.length === 0) return undefined;
  try {
    return whole(new Reader(tokens, RULES));
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

function whole(reader: Reader): Expression {
  const expression = bare(items(reader));
  while (reader.take('.') || reader.take(','));
  if (reader.peek() !== undefined) throw new SyntaxProblem();
  return expression;
}
