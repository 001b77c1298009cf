import type { Model } from 'oc-sdk';
import { badEmbeddings, cannotEmbed } from '../../errors.ts';
import { inFlight } from '../../in-flight.ts';

/** Texts sent in one request. */
const BATCH = 64;

/** Vectors of length 1, one after the other. */
export interface Embeddings {
  readonly size: number;
  readonly dimensions: number;
  readonly values: Float32Array;
}

/** Has a model embed texts, as many requests at once as it takes. Throws MODEL_CANNOT_EMBED, BAD_EMBEDDINGS. */
export async function embedTexts(
  model: Model,
  name: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Embeddings> {
  if (model.embed === undefined) throw cannotEmbed(name);
  const embed = model.embed.bind(model);
  const vectorsFrom = async (start: number): Promise<readonly (readonly number[])[]> => {
    const batch = texts.slice(start, start + BATCH);
    const vectors = await embed(batch, { signal });
    if (vectors.length !== batch.length) throw badEmbeddings(`${vectors.length} vectors for ${batch.length} texts`);
    return vectors;
  };
  if (texts.length === 0) return { size: 0, dimensions: 0, values: new Float32Array(0) };
  // The first batch says how long vectors are.
  const first = await vectorsFrom(0);
  const dimensions = first[0]?.length ?? 0;
  const values = new Float32Array(texts.length * dimensions);
  const keep = (start: number, vectors: readonly (readonly number[])[]): void => {
    for (const [i, vector] of vectors.entries()) values.set(unit(vector, dimensions), (start + i) * dimensions);
  };
  keep(0, first);
  await inFlight(
    () => model.concurrency ?? 1,
    batchesAfterFirst(texts.length),
    async (start) => keep(start, await vectorsFrom(start)),
  );
  return { size: texts.length, dimensions, values };
}

async function* batchesAfterFirst(count: number): AsyncGenerator<number> {
  for (let start = BATCH; start < count; start += BATCH) yield start;
}

/** The cosine of a vector with each of the others. */
export function similarities(query: Float32Array, { size, dimensions, values }: Embeddings): Float64Array {
  if (query.length !== dimensions) throw badEmbeddings(`${query.length} numbers where others have ${dimensions}`);
  const result = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let i = 0; i < dimensions; i += 1) sum += (query[i] as number) * (values[row * dimensions + i] as number);
    result[row] = sum;
  }
  return result;
}

export function vectorAt({ dimensions, values }: Embeddings, row: number): Float32Array {
  return values.subarray(row * dimensions, (row + 1) * dimensions);
}

function unit(vector: readonly number[], dimensions: number): Float32Array {
  if (vector.length !== dimensions || dimensions === 0) {
    throw badEmbeddings(`a vector of ${vector.length} numbers where others have ${dimensions}`);
  }
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length)) throw badEmbeddings('a vector holds what is no number');
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
