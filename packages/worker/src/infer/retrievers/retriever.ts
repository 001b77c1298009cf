import type { Sample } from 'oc-plugin-host';
import type { DatasetRow } from 'oc-sdk';

/** Rows of the train split that may be shown, by their position in `train_range`. */
export interface Pool {
  readonly rows: readonly DatasetRow[];
  /** The row that a sample itself is: none may be shown its own answer. */
  isItself(position: number, sample: Sample): boolean;
}

/**
 * Chooses examples: positions in the pool, in the order they are shown. What it chooses depends on the sample's row and
 * its place in the split alone, never on who else is asked: a part can be asked again, or by another worker.
 */
export interface Retriever {
  retrieve(samples: readonly Sample[]): Promise<readonly (readonly number[])[]>;
  close?(): Promise<void>;
}

/** Positions with the highest scores, highest first; of equal ones the first. */
export function highest(scores: ArrayLike<number>, count: number, isOut: (position: number) => boolean): number[] {
  const best: number[] = [];
  for (let position = 0; position < scores.length; position += 1) {
    const score = scores[position] as number;
    if (best.length === count && score <= (scores[best[count - 1] as number] as number)) continue;
    if (isOut(position)) continue;
    const place = best.findIndex((other) => (scores[other] as number) < score);
    best.splice(place === -1 ? best.length : place, 0, position);
    if (best.length > count) best.pop();
  }
  return best;
}
