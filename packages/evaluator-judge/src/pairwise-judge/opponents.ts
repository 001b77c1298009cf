import { readFile } from 'node:fs/promises';
import type { EvaluatedSample } from 'oc-sdk';
import { opponentMissing, opponentUnreadable } from '../errors.ts';

export interface OpponentOptions {
  readonly column: string | undefined;
  /** Absolute path of the merged predictions of another pair. */
  readonly predictions: string | undefined;
}

/**
 * The other answer to each sample: a column of the row, an answer of another model to the sample at the same position,
 * or else the reference.
 */
export async function opponentsOf(
  samples: readonly EvaluatedSample[],
  { column, predictions }: OpponentOptions,
): Promise<unknown[]> {
  const others = predictions === undefined ? undefined : await readPredictions(predictions);
  return samples.map((sample) => {
    const other = others
      ? others[String(sample.index)]?.prediction
      : column === undefined
        ? sample.reference
        : sample.row[column];
    const where =
      predictions ?? (column === undefined ? 'its reference is empty' : `no column ${JSON.stringify(column)}`);
    if (other === undefined || other === null) throw opponentMissing(sample.id, where);
    return other;
  });
}

async function readPredictions(file: string): Promise<Readonly<Record<string, { readonly prediction?: unknown }>>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) throw new Error('it holds no object');
    return value as Record<string, { prediction?: unknown }>;
  } catch (error) {
    throw opponentUnreadable(file, error);
  }
}
