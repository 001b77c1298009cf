import type { Money, TokenCount, TokenOrigin } from 'oc-sdk';
import type { Price } from '../../config/types.ts';

/** From sure to unsure. */
const ORIGINS: readonly TokenOrigin[] = ['measured', 'estimated', 'at_most', 'unknown'];

export const UNKNOWN: TokenCount = { count: null, from: 'unknown' };

/** As unsure as the least sure of them. */
export function addTokens(counts: readonly TokenCount[]): TokenCount {
  return { count: addKnown(counts.map(({ count }) => count)), from: leastSure(counts) };
}

/** @param price of a million tokens; undefined: nobody says what they cost */
export function moneyFor(prompt: TokenCount, output: TokenCount, price: Price | undefined): Money[] {
  if (price === undefined) return [];
  const { input, currency } = price;
  const millionths = addKnown([times(prompt.count, input), times(output.count, price.output)]);
  const amount = millionths === null ? null : millionths / 1e6;
  return [{ currency, amount, from: leastSure([prompt, output]) }];
}

/** One sum for each currency, in the order of their first appearance. */
export function addMoney(all: readonly Money[]): Money[] {
  const currencies = [...new Set(all.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const own = all.filter((money) => money.currency === currency);
    return { currency, amount: addKnown(own.map(({ amount }) => amount)), from: leastSure(own) };
  });
}

function leastSure(from: readonly { readonly from: TokenOrigin }[]): TokenOrigin {
  return ORIGINS.findLast((origin) => from.some((each) => each.from === origin)) ?? 'measured';
}

function addKnown(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((sum, number) => (sum === null || number === null ? null : sum + number), 0);
}

function times(number: number | null, factor: number): number | null {
  return number === null ? null : number * factor;
}
