/** Signs of relations; `in` is one too. */
export const SIGNS: ReadonlySet<string> = new Set(['=', '<', '>', '<=', '>=', '!=', 'in', '\\approx', '\\equiv', '≈']);

/** Commands that are a letter. */
export const GREEK =
  /^\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega|ell)$/;

/** Words between the items of a list. */
export const SEPARATOR = /^(?:or|and)$/i;

const WORDS = /^\\(?:text|textnormal|textbf|textit|textrm|mbox|mathrm|mathbf|mathit|operatorname)\s*\{([\s\S]*)\}$/;

/** What `\text{...}` and its like hold; undefined for any other token. */
export function wordsIn(token: string): string | undefined {
  return WORDS.exec(token)?.[1]?.trim();
}
