import type { Pool, Retriever } from './retriever.ts';

/**
 * The rows before the sample's own place, the last of the pool before the first, as in OpenCompass. A place beyond the
 * pool starts again at its beginning.
 */
export function slidingWindowRetriever({ rows: { length } }: Pool, count: number): Retriever {
  return {
    retrieve: async (samples) =>
      samples.map(({ index }) => Array.from({ length: count }, (_, i) => modulo(index - count + i, length))),
  };
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
