import { describe, expect, it } from 'vitest';
import { addMoney, addTokens, moneyFor, UNKNOWN } from '../../../src/pipeline/forecast/amounts.ts';

const measured = (count: number) => ({ count, from: 'measured' as const });

describe('tokens', () => {
  it('together are as unsure as the least sure, and unknown where any are', () => {
    expect(addTokens([measured(2), { count: 3, from: 'estimated' }])).toEqual({ count: 5, from: 'estimated' });
    expect(addTokens([{ count: 3, from: 'at_most' }, measured(2)])).toEqual({ count: 5, from: 'at_most' });
    expect(addTokens([measured(2), UNKNOWN])).toEqual(UNKNOWN);
    expect(addTokens([])).toEqual(measured(0));
  });
});

describe('money', () => {
  const price = { input: 2, output: 10, currency: 'EUR' };

  it('is for a million tokens', () => {
    expect(moneyFor(measured(500_000), measured(100_000), price)).toEqual([
      { currency: 'EUR', amount: 2, from: 'measured' },
    ]);
    expect(moneyFor(measured(1), UNKNOWN, price)).toEqual([{ currency: 'EUR', amount: null, from: 'unknown' }]);
    expect(moneyFor(measured(1), measured(1), undefined)).toEqual([]);
  });

  it('of several models is added up by currency', () => {
    const [eur] = moneyFor(measured(1e6), measured(0), price);
    const [usd] = moneyFor(measured(1e6), { count: 1e6, from: 'at_most' }, { ...price, currency: 'USD' });
    expect(addMoney([eur, usd, eur].flatMap((money) => money ?? []))).toEqual([
      { currency: 'EUR', amount: 4, from: 'measured' },
      { currency: 'USD', amount: 12, from: 'at_most' },
    ]);
  });
});
