import { similarities, vectorAt } from './embeddings.ts';
import { highest, type Pool, type Retriever } from './retriever.ts';
import type { Embedder } from './topk.ts';

/**
 * Near the sample and different from each other: among the nearest rows, the greedy choice that makes the determinant of
 * their kernel greatest (Ye et al. 2023, arXiv:2302.05698), computed as by Chen et al. 2018, arXiv:1709.05135. Shown in
 * order of nearness.
 */
export function dppRetriever(
  pool: Pool,
  embedder: Embedder,
  count: number,
  { candidates, scaleFactor }: { readonly candidates: number; readonly scaleFactor: number },
): Retriever {
  return {
    async retrieve(samples) {
      const queries = await embedder.ofSamples(samples);
      return samples.map((sample, i) => {
        const near = similarities(vectorAt(queries, i), embedder.pool);
        const rows = highest(near, Math.max(candidates, count), (row) => pool.isItself(row, sample));
        const relevance = relevanceOf(
          rows.map((row) => near[row] as number),
          scaleFactor,
        );
        const chosen = greedy(kernelOf(rows, relevance, embedder), count);
        return chosen
          .toSorted((a, b) => (relevance[b] as number) - (relevance[a] as number))
          .map((place) => rows[place] as number);
      });
    },
  };
}

function relevanceOf(cosines: readonly number[], scaleFactor: number): number[] {
  const raised = cosines.map((cosine) => (cosine + 1) / 2);
  const most = Math.max(...raised);
  return raised.map((value) => Math.exp((value - most) / (2 * scaleFactor)));
}

function kernelOf(rows: readonly number[], relevance: readonly number[], { pool }: Embedder): number[][] {
  return rows.map((row, i) => {
    const vector = vectorAt(pool, row);
    return rows.map((other, j) => {
      const cosine = vectorAt(pool, other).reduce((sum, value, k) => sum + value * (vector[k] as number), 0);
      return ((cosine + 1) / 2) * (relevance[i] as number) * (relevance[j] as number);
    });
  });
}

/** Places whose kernel has about the greatest determinant, each time the one that adds most. */
function greedy(kernel: readonly (readonly number[])[], count: number): number[] {
  const gains = kernel.map((row, i) => row[i] as number);
  const factors: number[][] = [];
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, kernel.length)) {
    const best = gains.reduce((most, gain, i) => (gain > (gains[most] ?? -Infinity) ? i : most), -1);
    chosen.push(best);
    const root = Math.sqrt(Math.max(gains[best] as number, Number.MIN_VALUE));
    const factor = kernel.map((row, i) => {
      const known = factors.reduce((sum, each) => sum + (each[best] as number) * (each[i] as number), 0);
      return ((row[best] as number) - known) / root;
    });
    factors.push(factor);
    for (const [i, value] of factor.entries()) gains[i] = (gains[i] as number) - value * value;
    // What is taken is not taken again, even where nothing is left to gain.
    for (const place of chosen) gains[place] = -Infinity;
  }
  return chosen;
}
