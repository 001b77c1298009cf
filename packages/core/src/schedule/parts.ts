import type { Part } from 'oc-sdk';

export function samplesIn(parts: readonly Part[]): number {
  return parts.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** All but the first so many samples. */
export function after(parts: readonly Part[], samples: number): Part[] {
  let skip = samples;
  return parts.flatMap(({ dataset, start, end }) => {
    const from = Math.min(end, start + skip);
    skip -= from - start;
    return from < end ? [{ dataset, start: from, end }] : [];
  });
}

/** All but the last so many samples. */
export function without(parts: readonly Part[], samples: number): Part[] {
  let keep = samplesIn(parts) - samples;
  return parts.flatMap(({ dataset, start, end }) => {
    const to = Math.min(end, start + keep);
    keep -= to - start;
    return start < to ? [{ dataset, start, end: to }] : [];
  });
}
