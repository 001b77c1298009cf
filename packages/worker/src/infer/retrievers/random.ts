import { numbers } from './draw.ts';
import type { Pool, Retriever } from './retriever.ts';

/** Draws rows by chance, each sample its own: the same for the same seed and place in the split. */
export function randomRetriever(pool: Pool, count: number, seed: number): Retriever {
  return {
    retrieve: async (samples) =>
      samples.map((sample) => {
        const open = pool.rows.length - count;
        const next = numbers(`${seed}/${sample.index}`);
        const drawn = new Set<number>();
        while (drawn.size < count && open >= 0) {
          const position = next() % pool.rows.length;
          if (!pool.isItself(position, sample)) drawn.add(position);
        }
        return [...drawn];
      }),
  };
}
