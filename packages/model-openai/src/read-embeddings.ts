import { valueAt } from './json.ts';

/** Takes the vectors out of a reply, in the order of the texts; undefined where they do not fit together. */
export function readEmbeddings(json: unknown, count: number): readonly (readonly number[])[] | undefined {
  const data = valueAt(json, 'data');
  if (!Array.isArray(data) || data.length !== count) return undefined;
  const vectors: (readonly number[])[] = [];
  for (const [position, entry] of data.entries()) {
    const vector = valueAt(entry, 'embedding');
    const index = valueAt(entry, 'index') ?? position;
    if (!Array.isArray(vector) || !vector.every(Number.isFinite) || typeof index !== 'number') return undefined;
    vectors[index] = vector;
  }
  return vectors.length === count && vectors.every(Array.isArray) ? vectors : undefined;
}
