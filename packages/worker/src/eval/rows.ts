import type { EvaluatedSample } from 'oc-sdk';
import { type AnsweredRow, isFailed } from './answers.ts';
import type { Extractor } from './extract.ts';

/** A row, and what the ways to read its answers make of them. */
export interface ReadRow extends AnsweredRow {
  /** By extractor, then by replica: undefined where the answer failed. */
  readonly samples: readonly (readonly (EvaluatedSample | undefined)[])[];
}

/** Lets every extractor read every answer, once. */
export async function* readRows(
  rows: AsyncIterable<AnsweredRow>,
  extractors: readonly Extractor[],
  signal: AbortSignal,
): AsyncIterable<ReadRow> {
  for await (const row of rows) {
    signal.throwIfAborted();
    const samples = extractors.map(({ extract }) =>
      row.replicas.map((sample) => (isFailed(sample) ? undefined : extract(sample))),
    );
    yield { ...row, samples };
  }
}

/** All rows at once, for evaluators that want them so. */
export async function heldRows(rows: AsyncIterable<ReadRow>): Promise<readonly ReadRow[]> {
  const held: ReadRow[] = [];
  for await (const row of rows) held.push(row);
  return held;
}
