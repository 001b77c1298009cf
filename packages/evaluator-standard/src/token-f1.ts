/** F1 of two bags of words, in [0, 1]: the harmonic mean of the shares that both have in common. */
export function tokenF1(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of b) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of a) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    counts.set(word, left - 1);
    common += 1;
  }
  return common === 0 ? 0 : (2 * common) / (a.length + b.length);
}
