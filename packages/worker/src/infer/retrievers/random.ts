import { createHash } from 'node:crypto';
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

/** Whole numbers that look random and are the same for the same key. */
function numbers(key: string): () => number {
  let block = 0;
  let bytes = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at + 6 > bytes.length) {
      bytes = createHash('sha256').update(`${key}/${block}`).digest();
      block += 1;
      at = 0;
    }
    at += 6;
    return bytes.readUIntBE(at - 6, 6);
  };
}
