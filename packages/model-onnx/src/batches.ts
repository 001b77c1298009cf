export interface Tokenized {
  readonly tokens: readonly number[];
}

export interface BatchLimits {
  readonly rows: number;
  /** Tokens of a batch, padding included. A row that is longer goes alone. */
  readonly tokens: number;
}

/**
 * Cuts rows into batches of like length, so that little of a batch is padding. The longest come first: if memory does
 * not suffice, it shows at once.
 */
export function* batchesByLength<Row extends Tokenized>(
  rows: readonly Row[],
  limits: BatchLimits,
): Generator<[Row, ...Row[]]> {
  const sorted = rows.toSorted((a, b) => b.tokens.length - a.tokens.length);
  for (let first = sorted[0], start = 0; first !== undefined; first = sorted[start]) {
    const fitting = Math.floor(limits.tokens / Math.max(1, first.tokens.length));
    const end = start + Math.max(1, Math.min(limits.rows, fitting));
    yield [first, ...sorted.slice(start + 1, end)];
    start = end;
  }
}
