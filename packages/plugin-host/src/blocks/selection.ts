import { OcError, type Range } from 'oc-sdk';

/** Which rows of a split are asked, in their order: position i of the selection is row `indexAt(i)` of the split. */
export interface Selection {
  readonly size: number;
  indexAt(position: number): number;
  /** undefined where the row is not selected. */
  positionOf(index: number): number | undefined;
}

/** What of a dataset is asked: every selected row `n` times, one whole round of them after the other. */
export interface Asked extends Selection {
  /** Rows of one round. */
  readonly rows: number;
  /** The round that a position belongs to, from 0. */
  replicaAt(position: number): number;
  /** undefined where the row is not selected, or not asked so often. */
  positionOf(index: number, replica?: number): number | undefined;
}

/**
 * `n` rounds over the rows of a selection. The position of a sample in a round depends on its row alone, so that other
 * ranges and another `n` find the same answers again.
 */
export function repeated(selection: Selection, n: number): Asked {
  const { size: rows } = selection;
  return {
    rows,
    size: rows * n,
    indexAt: (position) => selection.indexAt(position % rows),
    replicaAt: (position) => Math.floor(position / rows),
    positionOf(index, replica = 0) {
      const position = selection.positionOf(index);
      return position === undefined || replica >= n ? undefined : replica * rows + position;
    },
  };
}

/**
 * The rows that `test_range` or `train_range` names (OpenCompass's rules): nothing, 0, a negative number or one of at
 * least `total`: all rows; a number below 1: that fraction of them, rounded down; another number: so many; text: a
 * Python slice, or several that are applied one after the other, as in `[100:200][::2]`. A number takes a sample that
 * depends on nothing but the two numbers, in the order of the file.
 */
export function selectRows(total: number, range: string | number | undefined, limit = Infinity): Selection {
  const selection = typeof range === 'number' ? sample(total, range) : slice(total, range ?? '');
  return selection.size <= limit ? selection : firstOf(selection, limit);
}

/** Ranges of positions for a sorted list of positions. */
export function rangesOf(positions: Iterable<number>): Range[] {
  const ranges: { start: number; end: number }[] = [];
  for (const position of positions) {
    const last = ranges.at(-1);
    if (last?.end === position) last.end += 1;
    else ranges.push({ start: position, end: position + 1 });
  }
  return ranges;
}

function slice(total: number, text: string): Selection {
  let rows = { start: 0, step: 1, size: total };
  const rest = text.replace(/\[([^[\]]*)\]/g, (_, bounds: string) => {
    rows = sliceOnce(rows, bounds, text);
    return '';
  });
  if (rest.trim() !== '') throw badRange(text);
  const { start, step, size } = rows;
  return {
    size,
    indexAt: (position) => start + position * step,
    positionOf(index) {
      const position = (index - start) / step;
      return Number.isInteger(position) && position >= 0 && position < size ? position : undefined;
    },
  };
}

function sliceOnce(rows: { start: number; step: number; size: number }, bounds: string, text: string): typeof rows {
  const numbers = bounds.split(':').map((bound) => (bound.trim() === '' ? undefined : Number(bound)));
  const [from = 0, to = rows.size, step = 1] = numbers;
  if (numbers.length < 2 || numbers.length > 3 || ![from, to, step].every(Number.isInteger) || step < 1)
    throw badRange(text);
  const start = clamp(from, rows.size);
  const size = Math.max(0, Math.ceil((clamp(to, rows.size) - start) / step));
  return { start: rows.start + start * rows.step, step: rows.step * step, size };
}

/** A bound as Python reads it: negative ones count from the end. */
function clamp(bound: number, size: number): number {
  return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
}

function sample(total: number, wanted: number): Selection {
  const count = wanted > 0 && wanted < 1 ? Math.floor(wanted * total) : Math.floor(wanted);
  if (wanted <= 0 || wanted >= total) return slice(total, '');
  const rows = Int32Array.from({ length: total }, (_, index) => index);
  const random = mulberry32(count);
  for (let i = 0; i < count; i += 1) {
    const j = i + Math.floor(random() * (total - i));
    [rows[i], rows[j]] = [rows[j] as number, rows[i] as number];
  }
  return listed(rows.slice(0, count).sort());
}

/** @param rows ascending */
function listed(rows: Int32Array): Selection {
  return {
    size: rows.length,
    indexAt: (position) => rows[position] as number,
    positionOf(index) {
      const position = firstNotBelow(rows, index);
      return rows[position] === index ? position : undefined;
    },
  };
}

function firstNotBelow(rows: Int32Array, index: number): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((rows[middle] as number) < index) from = middle + 1;
    else to = middle;
  }
  return from;
}

function firstOf(selection: Selection, size: number): Selection {
  return {
    size,
    indexAt: selection.indexAt,
    positionOf(index) {
      const position = selection.positionOf(index);
      return position !== undefined && position < size ? position : undefined;
    },
  };
}

/** Tommy Ettinger's 32-bit generator: small, and the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

function badRange(text: string): OcError {
  return new OcError({
    code: 'BAD_RANGE',
    message: `${JSON.stringify(text)} is not a range of rows`,
    details: 'Write a number, or Python slices with a positive step such as "[:100]", "[100:200]" or "[::2][:50]".',
    fatal: true,
  });
}
