import { createHash } from 'node:crypto';
import type { EvaluatedSample } from 'oc-sdk';

/** Where the answer that is being evaluated stands. */
export type Place = 'first' | 'second';

export type InferOrder = 'double' | 'random' | 'first';

/** The places in which a sample's answer is shown, one judgement each. Random: by sample and seed, so always the same. */
export function placesOf({ id, index }: EvaluatedSample, order: InferOrder, seed: number): readonly Place[] {
  if (order === 'double') return ['first', 'second'];
  if (order === 'first') return ['first'];
  const byte = createHash('sha256').update(`${seed}\n${id}\n${index}`).digest()[0] ?? 0;
  return [byte % 2 === 0 ? 'first' : 'second'];
}
