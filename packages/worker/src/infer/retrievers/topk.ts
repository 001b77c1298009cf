import type { Sample } from 'oc-plugin-host';
import { type Embeddings, similarities, vectorAt } from './embeddings.ts';
import { highest, type Pool, type Retriever } from './retriever.ts';

/** Embeds texts: those of the pool once, those of the samples as they come. */
export interface Embedder {
  readonly pool: Embeddings;
  ofSamples(samples: readonly Sample[]): Promise<Embeddings>;
}

/** The rows whose text is nearest to the sample's, by the cosine of their embeddings; the nearest first. */
export function topkRetriever(pool: Pool, embedder: Embedder, count: number): Retriever {
  return {
    async retrieve(samples) {
      const queries = await embedder.ofSamples(samples);
      return samples.map((sample, i) =>
        highest(similarities(vectorAt(queries, i), embedder.pool), count, (row) => pool.isItself(row, sample)),
      );
    },
  };
}
