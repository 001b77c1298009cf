import type Fraction from 'fraction.js';

/** A mathematical object, as parsed from LaTeX. */
export type Expression =
  | {
      readonly kind: 'number';
      readonly value: Fraction /** Written with a decimal point. */;
      readonly decimal: boolean;
    }
  | { readonly kind: 'symbol'; readonly name: string }
  /** An operator or function of the table in `evaluate.ts`. */
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[] }
  /** `bare`: items between commas without brackets. Two items in brackets may be a point or an interval. */
  | { readonly kind: 'list'; readonly brackets: Brackets; readonly items: readonly Expression[] }
  | { readonly kind: 'union'; readonly items: readonly Expression[] }
  /** A chain: `1 < x <= 2` has three sides and two signs. */
  | { readonly kind: 'relation'; readonly sides: readonly Expression[]; readonly signs: readonly string[] }
  | { readonly kind: 'matrix'; readonly rows: readonly (readonly Expression[])[] }
  | { readonly kind: 'words'; readonly text: string };

export type Brackets = 'bare' | '()' | '[]' | '(]' | '[)' | '{}';
