/**
 * The unbiased estimate of pass@k: the chance that of k answers drawn from n, of which c pass, at least one passes,
 * 1 - C(n - c, k) / C(n, k), computed as the product 1 - prod_{i = n-c+1..n} (1 - k / i), which does not overflow.
 * Chen et al. 2021, "Evaluating Large Language Models Trained on Code", arXiv:2107.03374, section 2.1, figure 3.
 *
 * @returns from 0 to 1
 * @throws {RangeError} where not 0 <= c <= n and 1 <= k <= n
 */
export function passAtK(n: number, c: number, k: number): number {
  if (![n, c, k].every(Number.isInteger) || c < 0 || c > n || k < 1 || k > n) {
    throw new RangeError(`pass@${k} of ${n} answers, ${c} of which pass`);
  }
  if (n - c < k) return 1;
  let none = 1;
  for (let i = n - c + 1; i <= n; i += 1) none *= 1 - k / i;
  return 1 - none;
}

/**
 * The mean of pass@k over tasks, in percent, for every k that each task has answers enough for; of no tasks it is 0.
 *
 * @param passed by task: whether each of its answers passes
 */
export function meanPassAtK(passed: readonly (readonly boolean[])[], ks: readonly number[]): Map<number, number> {
  const fewest = passed.length === 0 ? 1 : Math.min(...passed.map(({ length }) => length));
  return new Map(
    ks
      .filter((k) => k <= fewest)
      .map((k) => {
        const sum = passed.reduce((total, each) => total + passAtK(each.length, each.filter(Boolean).length, k), 0);
        return [k, passed.length === 0 ? 0 : (100 * sum) / passed.length];
      }),
  );
}
