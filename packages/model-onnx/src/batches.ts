import { modelRunFailed } from './errors.ts';
import { isOutOfMemory, type Room } from './room.ts';

export interface Tokenized {
  readonly tokens: readonly number[];
}

export interface BatchLimits {
  readonly rows: number;
  /** Tokens of a batch, padding included. A row that is longer goes alone. */
  readonly tokens: number;
}

type Batch<Row> = readonly [Row, ...Row[]];

/** How batches are run. */
export interface Engine<Row, Result> {
  readonly run: (batch: Batch<Row>) => Promise<readonly Result[]>;
  /** The result of a row that memory does not hold even alone. */
  readonly tooLarge: (row: Row, cause: unknown) => Result;
  readonly room: Room;
  readonly signal: AbortSignal;
}

/**
 * Puts rows through in batches of like length, so that little of a batch is padding. The longest come first: if memory
 * does not suffice, it shows at once, and the same rows go again in batches of half the size.
 */
export async function* inBatches<Row extends Tokenized, Result>(
  rows: readonly Row[],
  limits: BatchLimits,
  { run, tooLarge, room, signal }: Engine<Row, Result>,
): AsyncGenerator<Result> {
  const left = rows.toSorted((a, b) => b.tokens.length - a.tokens.length);
  for (let first = left[0]; first !== undefined && !signal.aborted; first = left[0]) {
    const { length } = first.tokens;
    const fitting = Math.floor(limits.tokens / Math.max(1, length));
    const count = Math.max(1, Math.min(limits.rows, fitting, room.rows(length)));
    const batch: Batch<Row> = [first, ...left.slice(1, count)];
    let results: readonly Result[];
    try {
      results = await run(batch);
    } catch (cause) {
      if (!isOutOfMemory(cause)) throw modelRunFailed(batch.length, length, cause);
      if (batch.length > 1) {
        room.halve(batch.length, length);
        continue;
      }
      results = [tooLarge(first, cause)];
    }
    left.splice(0, batch.length);
    yield* results;
  }
}
