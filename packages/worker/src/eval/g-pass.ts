/** Shares of the k drawn answers that must be right, as G-Pass@k reports them. */
export const THRESHOLDS = [0, 0.25, 0.5, 0.75, 1] as const;

/**
 * The chance that of `k` answers drawn from `n`, of which `c` are right, at least `max(⌈k·tau⌉, 1)` are right. With tau
 * 0 that is pass@k of Chen et al., "Evaluating Large Language Models Trained on Code" (arXiv:2107.03374); G-Pass@k is
 * from Liu et al., "Are Your LLMs Capable of Stable Reasoning?" (arXiv:2412.13147).
 */
export function gPass(n: number, c: number, k: number, tau: number): number {
  // Not 3 of 4 because 0.75 · 4 came out as 3.0000000000000004.
  return atLeast(n, c, k, Math.max(Math.ceil(k * tau - 1e-9), 1));
}

/** mG-Pass@k of the same paper: the mean over the thresholds from one half to 1. */
export function meanGPass(n: number, c: number, k: number): number {
  let sum = 0;
  for (let m = Math.ceil(k / 2) + 1; m <= k; m += 1) sum += atLeast(n, c, k, m);
  return (2 / k) * sum;
}

/** P(X ≥ m) for X hypergeometric: `k` draws without return from `n`, `c` of them right. */
function atLeast(n: number, c: number, k: number, m: number): number {
  // Certain, though the sum may come out as 0.9999999999999999.
  if (m <= k - (n - c)) return 1;
  let sum = 0;
  for (let right = m; right <= Math.min(c, k); right += 1) {
    if (k - right > n - c) continue;
    sum += Math.exp(logChoose(c, right) + logChoose(n - c, k - right) - logChoose(n, k));
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const LOG_FACTORIALS = [0];

function logFactorial(n: number): number {
  for (let i = LOG_FACTORIALS.length; i <= n; i += 1)
    LOG_FACTORIALS.push((LOG_FACTORIALS[i - 1] as number) + Math.log(i));
  return LOG_FACTORIALS[n] as number;
}
