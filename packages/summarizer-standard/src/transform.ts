import jsep, { type Expression } from 'jsep';

/** A formula in `x`. */
export type Transform = (x: number) => number;

const FUNCTIONS: Readonly<Record<string, (...numbers: number[]) => number>> = {
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  sqrt: Math.sqrt,
};

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
};

/**
 * Reads a formula as `100 - x` or `min(x, 50) * 2`: numbers, `x`, + - * / **, parentheses and a few functions. It is
 * parsed (by jsep, which runs nothing) and put together from these alone, so that a config can do no more than
 * calculate. Throws an Error that says what in it is none of these.
 */
export function parseTransform(formula: string): Transform {
  return compile(jsep(formula));
}

function compile(node: Expression): Transform {
  switch (node.type) {
    case 'Literal':
      return literal(node as jsep.Literal);
    case 'Identifier':
      if (node.name !== 'x') throw new Error(`there is no ${JSON.stringify(node.name)}, only x`);
      return (x) => x;
    case 'UnaryExpression':
      return unary(node as jsep.UnaryExpression);
    case 'BinaryExpression':
      return binary(node as jsep.BinaryExpression);
    case 'CallExpression':
      return call(node as jsep.CallExpression);
    default:
      throw new Error('it is not one formula of numbers, x, + - * / **, parentheses and functions');
  }
}

function literal({ value, raw }: jsep.Literal): Transform {
  if (typeof value !== 'number') throw new Error(`${raw} is not a number`);
  return () => value;
}

function unary({ operator, argument }: jsep.UnaryExpression): Transform {
  const inner = compile(argument);
  if (operator === '-') return (x) => -inner(x);
  if (operator === '+') return inner;
  throw new Error(`there is no operator ${operator}`);
}

function binary({ operator, left, right }: jsep.BinaryExpression): Transform {
  const apply = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (apply === undefined) throw new Error(`there is no operator ${operator}`);
  // Python takes -x**2 for -(x**2), others for (-x)**2.
  if (operator === '**' && left.type === 'UnaryExpression') throw new Error('write 0 - x**2 or (0 - x)**2');
  const [one, other] = [compile(left), compile(right)];
  return (x) => apply(one(x), other(x));
}

function call({ callee, arguments: given }: jsep.CallExpression): Transform {
  const name = String(callee.name);
  const apply = callee.type === 'Identifier' && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (apply === undefined) throw new Error(`the functions are ${Object.keys(FUNCTIONS).join(', ')}`);
  if (given.length === 0 || (apply.length === 1 && given.length > 1)) throw new Error(`${name} takes other arguments`);
  const inner = given.map(compile);
  return (x) => apply(...inner.map((each) => each(x)));
}
