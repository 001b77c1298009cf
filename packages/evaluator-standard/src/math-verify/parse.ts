import Fraction from 'fraction.js';
import type { Brackets, Expression } from './expression.ts';
import { FUNCTIONS } from './functions.ts';
import { tokensOf } from './tokens.ts';

const DEPTH_LIMIT = 60;
const SIGNS = new Set(['=', '<', '>', '<=', '>=', '!=', 'in', '\\approx', '\\equiv', '≈']);
const GREEK =
  /^\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega|ell)$/;
const WORDS = /^\\(?:text|textbf|textit|textrm|mbox|mathrm|mathbf|mathit|operatorname)\s*\{([\s\S]*)\}$/;
const SEPARATOR = /^(?:or|and)$/i;

class SyntaxProblem extends Error {}

/** The object that an answer in LaTeX (or plain text such as `3/4`) denotes; undefined where it denotes none that is known. */
export function parseMath(latex: string): Expression | undefined {
  const tokens = tokensOf(latex);
  if (tokens === undefined || tokens.length === 0) return undefined;
  try {
    return new Parser(tokens).whole();
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/** Recursive descent: list, relation, union, sum, product, juxtaposition, sign, power, atom. */
class Parser {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;
  #bars = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#list('bare');
    while (this.#peek() === '.' || this.#peek() === ',') this.#at += 1;
    if (this.#peek() !== undefined) throw new SyntaxProblem();
    return expression;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new SyntaxProblem();
  }

  #list(brackets: Brackets): Expression {
    const items = this.#items();
    return items.length === 1 && brackets === 'bare' ? (items[0] as Expression) : { kind: 'list', brackets, items };
  }

  #items(): Expression[] {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw new SyntaxProblem();
    const items = [this.#relation()];
    while (this.#separator()) items.push(this.#relation());
    this.#depth -= 1;
    return items;
  }

  /** A comma with something behind it, or the word or, or and; a comma between thousands is none. */
  #separator(): boolean {
    let found = false;
    while (this.#isSeparator(this.#peek()) && this.#tokens[this.#at + 1] !== undefined) {
      this.#at += 1;
      found = true;
    }
    return found;
  }

  #isSeparator(token: string | undefined): boolean {
    return token === ',' || (token !== undefined && SEPARATOR.test(wordsIn(token) ?? token));
  }

  #relation(): Expression {
    const sides = [this.#union()];
    const signs: string[] = [];
    for (let sign = this.#peek(); sign !== undefined && SIGNS.has(sign); sign = this.#peek()) {
      this.#at += 1;
      signs.push(sign.startsWith('\\') || sign === '≈' ? '=' : sign);
      sides.push(this.#union());
    }
    return signs.length === 0 ? (sides[0] as Expression) : { kind: 'relation', sides, signs };
  }

  #union(): Expression {
    const items = [this.#sum()];
    while (this.#take('union')) items.push(this.#sum());
    return items.length === 1 ? (items[0] as Expression) : { kind: 'union', items };
  }

  #sum(): Expression {
    let sum = this.#product();
    for (let sign = this.#peek(); sign === '+' || sign === '-' || sign === '\\pm'; sign = this.#peek()) {
      this.#at += 1;
      sum = call(sign, sum, this.#product());
    }
    return sum;
  }

  #product(): Expression {
    let product = this.#signed();
    for (let sign = this.#peek(); sign === '*' || sign === '/' || sign === ':'; sign = this.#peek()) {
      this.#at += 1;
      product = call(sign === '*' ? '*' : '/', product, this.#signed());
    }
    return product;
  }

  #signed(): Expression {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw new SyntaxProblem();
    const expression = this.#unsigned();
    this.#depth -= 1;
    return expression;
  }

  #unsigned(): Expression {
    if (this.#take('-')) return call('negative', this.#signed());
    if (this.#take('+')) return this.#signed();
    if (this.#take('\\pm')) return call('\\pm', number('0'), this.#signed());
    return this.#juxtaposed();
  }

  /** `2x`, `3\sqrt{2}`; a whole number before a fraction of whole numbers is a mixed number; a unit after a value goes. */
  #juxtaposed(): Expression {
    let left = this.#power();
    while (this.#startsAtom()) {
      const words = wordsIn(this.#peek() ?? '');
      if (words !== undefined && SEPARATOR.test(words)) break;
      const right = this.#power();
      if (right.kind === 'words') continue;
      if (left.kind === 'words') left = right;
      else left = isMixed(left, right) ? call('+', left, right) : call('*', left, right);
    }
    return left;
  }

  #startsAtom(): boolean {
    const token = this.#peek();
    if (token === undefined || SIGNS.has(token) || SEPARATOR.test(token)) return false;
    if (token === '|') return this.#bars === 0;
    return /^[\p{L}\d({[.]/u.test(token) && token !== 'union'
      ? true
      : token.startsWith('\\') && !['\\}', '\\\\', '\\pm', '\\rangle', '\\rfloor', '\\rceil', '\\circ'].includes(token)
        ? !token.startsWith('\\end')
        : false;
  }

  #power(): Expression {
    let base = this.#postfixed();
    while (this.#take('^')) {
      if (this.#degrees()) continue;
      const exponent = this.#take('{')
        ? this.#braced()
        : this.#take('-')
          ? call('negative', this.#single())
          : this.#single();
      base = call('^', base, exponent);
    }
    return this.#suffixed(base);
  }

  /** `^\circ` and `^{\circ}` are left out. */
  #degrees(): boolean {
    if (this.#take('\\circ')) return true;
    if (this.#peek() !== '{' || this.#tokens[this.#at + 1] !== '\\circ') return false;
    this.#at += 2;
    this.#expect('}');
    return true;
  }

  #postfixed(): Expression {
    return this.#suffixed(this.#atom());
  }

  #suffixed(expression: Expression): Expression {
    let value = expression;
    for (;;) {
      if (this.#take('!')) value = call('factorial', value);
      else if (this.#take('%')) value = call('percent', value);
      else if (!this.#take('\\circ')) return value;
    }
  }

  /** Group in braces after its opening one. */
  #braced(): Expression {
    const inner = this.#list('bare');
    this.#expect('}');
    return inner;
  }

  /** One argument without braces: one digit or letter, as TeX takes it. */
  #single(): Expression {
    if (this.#take('{')) return this.#braced();
    const token = this.#peek();
    if (token === undefined) throw new SyntaxProblem();
    if (!/^\d+$/.test(token) || token.length === 1) return this.#atom();
    // The rest of the digits stays: of \frac12 the numerator is 1.
    (this.#tokens as string[]).splice(this.#at, 1, token.charAt(0), token.slice(1));
    this.#at += 1;
    return number(token.charAt(0));
  }

  #atom(): Expression {
    const token = this.#peek();
    if (token === undefined) throw new SyntaxProblem();
    this.#at += 1;
    if (/^[\d.]/.test(token)) return this.#number(token);
    if (token === '{') return this.#braced();
    if (token === '(' || token === '[') return this.#bracketed(token);
    if (token === '\\{') return this.#set();
    if (token === '|') return this.#absolute();
    if (token.startsWith('\\begin')) return this.#matrix();
    return this.#named(token);
  }

  #number(token: string): Expression {
    if (token === '.') throw new SyntaxProblem();
    let digits = token;
    // Outside brackets a comma before three digits is one of thousands.
    while (this.#depth <= 2 && this.#peek() === ',' && this.#isThousand(digits)) {
      digits += this.#tokens[this.#at + 1] ?? '';
      this.#at += 2;
    }
    return this.#peek() === '_' && !digits.includes('.') ? this.#based(digits) : number(digits);
  }

  #isThousand(digits: string): boolean {
    return /^[1-9]\d*$/.test(digits) && /^\d{3}(?:\.\d+)?$/.test(this.#tokens[this.#at + 1] ?? '');
  }

  /** `1011_2`: the digits and the base. */
  #based(digits: string): Expression {
    this.#expect('_');
    return { kind: 'list', brackets: '[]', items: [number(digits), this.#single()] };
  }

  #bracketed(open: '(' | '['): Expression {
    const bars = this.#bars;
    this.#bars = 0;
    const items = this.#items();
    this.#bars = bars;
    const close = this.#peek();
    if (close !== ')' && close !== ']') throw new SyntaxProblem();
    this.#at += 1;
    const [only] = items;
    if (items.length === 1 && open === '(' && close === ')') return only as Expression;
    return { kind: 'list', brackets: `${open}${close}` as Brackets, items };
  }

  #set(): Expression {
    if (this.#take('\\}')) return { kind: 'list', brackets: '{}', items: [] };
    const items = this.#items();
    this.#expect('\\}');
    return { kind: 'list', brackets: '{}', items };
  }

  #absolute(): Expression {
    this.#bars += 1;
    const inner = this.#sum();
    this.#expect('|');
    this.#bars -= 1;
    return call('abs', inner);
  }

  #matrix(): Expression {
    const rows: Expression[][] = [[]];
    while (!(this.#peek() ?? '\\end').startsWith('\\end')) {
      if (this.#take('\\\\')) rows.push([]);
      else if (!this.#take('&')) rows.at(-1)?.push(this.#relation());
    }
    if (this.#peek() === undefined) throw new SyntaxProblem();
    this.#at += 1;
    return { kind: 'matrix', rows: rows.filter((row) => row.length > 0) };
  }

  #named(token: string): Expression {
    if (token === '\\frac') return call('/', this.#single(), this.#single());
    if (token === '\\binom' || token === '\\dbinom') return call('binomial', this.#single(), this.#single());
    if (token === '\\sqrt') return this.#root();
    if (token === '\\emptyset' || token === '∅') return { kind: 'list', brackets: '{}', items: [] };
    if (token === '\\lfloor') return this.#closed('floor', '\\rfloor');
    if (token === '\\lceil') return this.#closed('ceiling', '\\rceil');
    if (token === '\\boxed' || token === '\\overline' || token === '\\mathcal') return this.#single();
    const words = wordsIn(token);
    const name = words ?? token.replace(/^\\/, '');
    if (name.startsWith('arc') || FUNCTIONS.has(name)) return this.#function(name);
    if (words !== undefined) return { kind: 'words', text: words };
    if (/^\p{L}$/u.test(token) || GREEK.test(token) || token === 'pi' || token === 'infinity')
      return this.#symbol(name);
    if (/^[a-zA-Z]+$/.test(token)) return { kind: 'words', text: token };
    throw new SyntaxProblem();
  }

  #symbol(name: string): Expression {
    if (!this.#take('_')) return { kind: 'symbol', name };
    const start = this.#at;
    this.#single();
    return { kind: 'symbol', name: `${name}_${this.#tokens.slice(start, this.#at).join('').replaceAll(/[{}]/g, '')}` };
  }

  #root(): Expression {
    if (!this.#take('[')) return call('sqrt', this.#single());
    const degree = this.#sum();
    this.#expect(']');
    return call('^', this.#single(), call('/', number('1'), degree));
  }

  #closed(name: string, end: string): Expression {
    const inner = this.#sum();
    this.#expect(end);
    return call(name, inner);
  }

  #function(name: string): Expression {
    if (!FUNCTIONS.has(name)) throw new SyntaxProblem();
    const base = this.#take('_') ? this.#single() : undefined;
    const exponent = this.#take('^') ? this.#single() : undefined;
    const argument = this.#argument();
    const value = base === undefined ? call(name, argument) : call('/', call('ln', argument), call('ln', base));
    return exponent === undefined ? value : powerOf(name, value, exponent);
  }

  /** `\sin 2x` is the sine of 2x, `\sin(x) y` is not one of y. */
  #argument(): Expression {
    const token = this.#peek();
    if (token === '(' || token === '{' || token === '|') return this.#power();
    let argument = this.#take('-') ? call('negative', this.#power()) : this.#power();
    while (this.#startsAtom() && !FUNCTIONS.has((this.#peek() ?? '').replace(/^\\/, ''))) {
      argument = call('*', argument, this.#power());
    }
    return argument;
  }
}

function wordsIn(token: string): string | undefined {
  return WORDS.exec(token)?.[1]?.trim();
}

function call(name: string, ...of: Expression[]): Expression {
  return { kind: 'call', name, of };
}

function number(digits: string): Expression {
  return { kind: 'number', value: new Fraction(digits), decimal: digits.includes('.') };
}

/** sin^{-1} is the inverse function. */
function powerOf(name: string, value: Expression, exponent: Expression): Expression {
  const inverse = exponent.kind === 'call' && exponent.name === 'negative' && isNumber(exponent.of[0], 1);
  if (inverse && FUNCTIONS.has(`arc${name}`) && value.kind === 'call') return call(`arc${name}`, ...value.of);
  return call('^', value, exponent);
}

function isNumber(expression: Expression | undefined, value: number): boolean {
  return expression?.kind === 'number' && expression.value.equals(value);
}

function isMixed(left: Expression, right: Expression): boolean {
  if (left.kind !== 'number' || left.decimal || right.kind !== 'call' || right.name !== '/') return false;
  return right.of.every((part) => part.kind === 'number' && !part.decimal);
}
