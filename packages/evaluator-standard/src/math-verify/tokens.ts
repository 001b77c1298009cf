/** Longer answers are not parsed: it bounds the time of everything that follows. */
export const TOKENS_LIMIT = 600;

const TOKEN =
  /\\(?:text|textbf|textit|textrm|mbox|mathrm|mathbf|mathit|operatorname)\s*\{[^{}]{0,200}\}|\\begin\{\w{1,20}\*?\}|\\end\{\w{1,20}\*?\}|\\[a-zA-Z]+|\\[^a-zA-Z]|\d+(?:\.\d+)?|\.\d+|[a-zA-Z]{2,}|\S/gu;

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
  '；': ',',
  '，': ',',
  '、': ',',
};

const ROMAN = /^\\mathrm\s*\{\s*([ei])\s*\}$/;
const NUMERAL = /^\\(?:text|textbf|mathrm|mathbf)\s*\{\s*\(?\s*(-?\d+(?:\.\d+)?)\s*\)?\s*\}$/;
const CHOICE = /^\\(?:text|textbf|mathrm|mathbf)\s*\{\s*\(?\s*([A-Z])\s*\)?\s*\}$/;

/** The tokens of an answer in LaTeX or plain text; undefined where there are too many. */
export function tokensOf(latex: string): string[] | undefined {
  if (latex.length > 10 * TOKENS_LIMIT) return undefined;
  const joined = withFractions(latex).replaceAll(/(\d)(?:\{,\}|,\\!|\\,|\\!,)(?=\d{3}(?!\d))/g, '$1');
  const raw: readonly string[] = joined.match(TOKEN) ?? [];
  const tokens = raw.map((token) => (Object.hasOwn(SAME, token) ? (SAME[token] as string) : upright(token)));
  const kept = tokens.filter((token) => token !== '');
  if (kept.length === 1) return [CHOICE.exec(kept[0] ?? '')?.[1] ?? (kept[0] as string)];
  return kept.length > TOKENS_LIMIT ? undefined : kept;
}

/** Numbers and the constants e and i are the same in any type; other upright letters behind a value are its unit. */
function upright(token: string): string {
  return (ROMAN.exec(token) ?? NUMERAL.exec(token))?.[1] ?? token;
}

/** `0.1\\overline{6}` as the fraction that it is. */
function withFractions(latex: string): string {
  return latex.replaceAll(/(\d{0,30})\.(\d{0,30})\\overline\s?\{(\d{1,30})\}/g, (_, whole, before, period) => {
    const numerator = BigInt(`${whole}${before}${period}`) - BigInt(`${whole}${before}` || '0');
    return `\\frac{${numerator}}{${'9'.repeat(period.length)}${'0'.repeat(before.length)}}`;
  });
}
