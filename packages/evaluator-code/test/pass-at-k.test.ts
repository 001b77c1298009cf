import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanPassAtK, passAtK } from '../src/pass-at-k.ts';

/** The share of all choices of k from n answers, the first c of which pass, that hold one that passes. */
function counted(n: number, c: number, k: number): number {
  let [all, some] = [0, 0];
  for (let set = 0; set < 2 ** n; set += 1) {
    if (set.toString(2).split('1').length - 1 !== k) continue;
    all += 1;
    if ((set & (2 ** c - 1)) !== 0) some += 1;
  }
  return some / all;
}

describe('passAtK', () => {
  it('is the share of choices with an answer that passes, for every small n, c and k', () => {
    for (let n = 1; n <= 8; n += 1)
      for (let c = 0; c <= n; c += 1)
        for (let k = 1; k <= n; k += 1) expect(passAtK(n, c, k)).toBeCloseTo(counted(n, c, k), 12);
  });

  it('stays between 0 and 1 and grows with c and k', () => {
    const whole = fc.nat(200);
    fc.assert(
      fc.property(whole, whole, whole, (a, b, d) => {
        const n = Math.max(a, b, d) + 1;
        const [c, k] = [Math.min(a, n - 1), Math.max(1, Math.min(b, n - 1))];
        const value = passAtK(n, c, k);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(passAtK(n, c + 1, k)).toBeGreaterThanOrEqual(value - 1e-12);
        expect(passAtK(n, c, Math.min(n, k + 1))).toBeGreaterThanOrEqual(value - 1e-12);
      }),
    );
  });

  it.each([
    [1, 2, 1],
    [1, 0, 2],
    [1, 0, 0],
    [1.5, 1, 1],
  ])('refuses n = %s, c = %s, k = %s', (n, c, k) => {
    expect(() => passAtK(n, c, k)).toThrow(RangeError);
  });
});

describe('meanPassAtK', () => {
  it('is the mean over tasks, for those k that every task has answers enough for', () => {
    const passed = [
      [true, false, false],
      [false, false],
    ];
    expect([...meanPassAtK(passed, [1, 2, 3])]).toEqual([
      [1, expect.closeTo(100 / 6, 10)],
      [2, expect.closeTo(100 / 3, 10)],
    ]);
  });
});
