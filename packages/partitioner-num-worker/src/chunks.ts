import { countOf, type DatasetInfo, type Part, sliceRanges } from 'oc-sdk';

/** The pending samples of one dataset, or a share of them. */
export interface Chunk {
  readonly parts: readonly Part[];
  readonly samples: number;
}

/**
 * Cuts a dataset into at most `numSplit` chunks of `max(ceil(size / numSplit), minTaskSize)` samples; the last one
 * ends where the samples end. Cuts run through the gaps where samples are done.
 */
export function chunksOf({ abbr, pending }: DatasetInfo, numSplit: number, minTaskSize: number): Chunk[] {
  const size = countOf(pending);
  const step = Math.max(Math.ceil(size / numSplit), minTaskSize);
  const chunks: Chunk[] = [];
  for (let from = 0; from < size; from += step) {
    const to = Math.min(from + step, size);
    const parts = sliceRanges(pending, from, to).map((range) => ({ dataset: abbr, ...range }));
    chunks.push({ parts, samples: to - from });
  }
  return chunks;
}
