import { highest, type Pool, type Retriever } from './retriever.ts';

const K1 = 1.5;
const B = 0.75;
/** Words in more than half of the rows would count against a row: they get this share of the mean instead. */
const EPSILON = 0.25;

/**
 * Okapi BM25 (Robertson and Zaragoza 2009) as the Python package rank_bm25 computes it, which OpenCompass uses: k1 1.5,
 * b 0.75, negative idf raised to 0.25 of the mean idf. Words are ours: runs of letters and digits as they are written,
 * signs and Chinese characters one by one.
 */
export function bm25Retriever(pool: Pool, texts: readonly string[], textOf: TextOf, count: number): Retriever {
  const index = indexOf(texts);
  return {
    retrieve: async (samples) =>
      samples.map((sample) =>
        highest(bm25Scores(index, textOf(sample.row)), count, (position) => pool.isItself(position, sample)),
      ),
  };
}

type TextOf = (row: Readonly<Record<string, unknown>>) => string;

export interface Bm25Index {
  /** Word to the rows that have it, and how often. */
  readonly postings: ReadonlyMap<string, readonly (readonly [row: number, count: number])[]>;
  readonly idf: ReadonlyMap<string, number>;
  /** Words of each row, divided by the mean. */
  readonly lengths: Float64Array;
}

export function indexOf(texts: readonly string[]): Bm25Index {
  const postings = new Map<string, [number, number][]>();
  const lengths = new Float64Array(texts.length);
  for (const [row, text] of texts.entries()) {
    const words = wordsOf(text);
    lengths[row] = words.length;
    for (const [word, count] of countsOf(words)) {
      const list = postings.get(word);
      if (list) list.push([row, count]);
      else postings.set(word, [[row, count]]);
    }
  }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / texts.length || 1;
  return { postings, idf: idfOf(postings, texts.length), lengths: lengths.map((length) => length / mean) };
}

/** The score of every row for a query. */
export function bm25Scores({ postings, idf, lengths }: Bm25Index, query: string): Float64Array {
  const scores = new Float64Array(lengths.length);
  for (const word of wordsOf(query)) {
    const weight = idf.get(word) ?? 0;
    for (const [row, count] of postings.get(word) ?? []) {
      const norm = K1 * (1 - B + B * (lengths[row] as number));
      scores[row] = (scores[row] as number) + (weight * count * (K1 + 1)) / (count + norm);
    }
  }
  return scores;
}

function idfOf(postings: Bm25Index['postings'], rows: number): Map<string, number> {
  const raw = [...postings].map(([word, list]) => {
    return [word, Math.log(rows - list.length + 0.5) - Math.log(list.length + 0.5)] as const;
  });
  const mean = raw.reduce((sum, [, idf]) => sum + idf, 0) / raw.length;
  return new Map(raw.map(([word, idf]) => [word, idf < 0 ? EPSILON * mean : idf]));
}

function wordsOf(text: string): string[] {
  return text.replace(/\p{Script=Han}/gu, ' $& ').match(/[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu) ?? [];
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
