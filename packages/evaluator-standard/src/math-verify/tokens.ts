/** Longer answers are not parsed: it bounds the time of everything that follows. */
export const TOKENS_LIMIT = 600;

const TOKEN =
  /\\(?:text|textnormal|textbf|textit|textrm|mbox|mathrm|mathbf|mathit|operatorname)\s*\{[^{}]{0,200}\}|\\begin\{\w{1,20}\*?\}|\\end\{\w{1,20}\*?\}|\\[a-zA-Z]+|\\[^a-zA-Z]|\d+(?:\.\d+)?|\.\d+|[a-zA-Z]{2,}|[<>!]=|\S/gu;

/** Spellings that mean the same; an empty one is dropped. */
const SAME: Readonly<Record<string, string>> = {
  '\\dfrac': '\\frac',
  '\\tfrac': '\\frac',
  '\\cfrac': '\\frac',
  '\\left': '',
  '\\right': '',
  '\\bigl': '',
  '\\bigr': '',
  '\\big': '',
  '\\Big': '',
  '\\displaystyle': '',
  '\\limits': '',
  '\\,': '',
  '\\;': '',
  '\\:': '',
  '\\!': '',
  '\\ ': '',
  '\\quad': '',
  '\\qquad': '',
  '~': '',
  $: '',
  '\\$': '',
  '£': '',
  '€': '',
  '\\(': '',
  '\\)': '',
  '\\[': '',
  '\\]': '',
  '\\times': '*',
  '\\cdot': '*',
  '×': '*',
  '·': '*',
  '\\div': '/',
  '÷': '/',
  '−': '-',
  '–': '-',
  '\\%': '%',
  '\\{': '\\{',
  '\\}': '\\}',
  '\\lbrace': '\\{',
  '\\rbrace': '\\}',
  '\\lvert': '|',
  '\\rvert': '|',
  '\\vert': '|',
  '\\le': '<=',
  '\\leq': '<=',
  '\\leqslant': '<=',
  '≤': '<=',
  '\\ge': '>=',
  '\\geq': '>=',
  '\\geqslant': '>=',
  '≥': '>=',
  '\\lt': '<',
  '\\gt': '>',
  '\\ne': '!=',
  '\\neq': '!=',
  '≠': '!=',
  '\\in': 'in',
  '∈': 'in',
  '\\cup': 'union',
  '∪': 'union',
  '\\pi': 'pi',
  π: 'pi',
  '\\infty': 'infinity',
  '∞': 'infinity',
  '√': '\\sqrt',
  '\\mp': '\\pm',
  '±': '\\pm',
  '\\degree': '\\circ',
  '°': '\\circ',
  '\\colon': ':',
  '\\imath': 'i',
  '\\mathbb': '',
  '\\varnothing': '\\emptyset',
  ';': ',',
};

/** The tokens of an answer in LaTeX or plain text; undefined where there are too many. */
export function tokensOf(latex: string): string[] | undefined {
  if (latex.length > 10 * TOKENS_LIMIT) return undefined;
  const joined = latex.replaceAll(/(\d)(?:\{,\}|,\\!|\\,|\\!,)(?=\d{3}(?!\d))/g, '$1');
  const raw: readonly string[] = joined.match(TOKEN) ?? [];
  const tokens = raw.map((token) => (Object.hasOwn(SAME, token) ? (SAME[token] as string) : token));
  const kept = tokens.filter((token) => token !== '');
  return kept.length > TOKENS_LIMIT ? undefined : kept;
}
