/**
 * Natural-log probability of `target` under the softmax of `logits[start, start + size)`: its logit minus the
 * logarithm of the sum of exponentials, shifted by the greatest logit so that nothing overflows. Sums in float64.
 */
export function logProbability(logits: Float32Array, start: number, size: number, target: number): number {
  const end = start + size;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) {
    const logit = logits[i] ?? Number.NaN;
    if (logit > greatest) greatest = logit;
  }
  let sum = 0;
  for (let i = start; i < end; i++) sum += Math.exp((logits[i] ?? Number.NaN) - greatest);
  return (logits[start + target] ?? Number.NaN) - greatest - Math.log(sum);
}
