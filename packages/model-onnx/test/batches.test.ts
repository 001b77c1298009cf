import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchLimits, inBatches } from '../src/batches.ts';
import { Room } from '../src/room.ts';

interface Row {
  readonly index: number;
  readonly tokens: readonly number[];
}

const rowsOf = (lengths: readonly number[]): Row[] =>
  lengths.map((length, index) => ({ index, tokens: Array.from({ length }, () => 7) }));
const lengths = fc.array(fc.nat({ max: 40 }));
const limits = fc.record({ rows: fc.integer({ min: 1, max: 9 }), tokens: fc.integer({ min: 1, max: 200 }) });
const { signal } = new AbortController();

/** Puts rows through an engine that holds so many tokens, and says which batches it did and which rows failed. */
async function putThrough(rows: readonly Row[], most: BatchLimits, { memory = Infinity, room = new Room() } = {}) {
  const done: (readonly [Row, ...Row[]])[] = [];
  const tried: number[] = [];
  const failed: number[] = [];
  const results = inBatches<Row, number>(rows, most, {
    async run(batch) {
      tried.push(batch.length);
      if (batch.length * batch[0].tokens.length > memory) throw new Error('Status Message: std::bad_alloc');
      done.push(batch);
      return batch.map(({ index }) => index);
    },
    tooLarge({ index }) {
      failed.push(index);
      return index;
    },
    room,
    signal,
  });
  const indices: number[] = [];
  for await (const index of results) indices.push(index);
  return { done, tried, failed, indices };
}

const all = (rows: readonly Row[]) => rows.map(({ index }) => index);
const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

describe('batches', () => {
  it('hold every row once, whatever memory holds', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, limits, fc.nat({ max: 300 }), async (some, most, memory) => {
        const rows = rowsOf(some);
        const { indices, failed } = await putThrough(rows, most, { memory });
        expect(ascending(indices)).toEqual(all(rows));
        expect(ascending(failed)).toEqual(all(rows.filter(({ tokens }) => tokens.length > memory)));
      }),
    );
  });

  it('keep within rows and padded tokens, but for a row that is too long by itself', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, limits, async (some, most) => {
        for (const batch of (await putThrough(rowsOf(some), most)).done) {
          expect(batch.length).toBeLessThanOrEqual(most.rows);
          if (batch.length > 1) expect(batch.length * batch[0].tokens.length).toBeLessThanOrEqual(most.tokens);
        }
      }),
    );
  });

  it('start with the longest row, and each with its own longest', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, limits, async (some, most) => {
        const { done } = await putThrough(rowsOf(some), most);
        expect(done.flat().map(({ tokens }) => tokens.length)).toEqual(some.toSorted((a, b) => b - a));
      }),
    );
  });

  it('leave the rows as they are', async () => {
    const rows = Object.freeze(rowsOf([1, 3, 2]));
    const { done } = await putThrough(rows, { rows: 2, tokens: Number.POSITIVE_INFINITY });
    expect(done.map((batch) => batch.length)).toEqual([2, 1]);
  });
});

describe('where memory does not hold a batch', () => {
  const wide = { rows: 8, tokens: Number.POSITIVE_INFINITY };

  it('half of it goes, and rows as long keep to that', async () => {
    const room = new Room();
    const long = rowsOf(Array.from({ length: 8 }, () => 10));
    expect((await putThrough(long, wide, { memory: 30, room })).tried).toEqual([8, 4, 2, 2, 2, 2]);
    expect((await putThrough(long, wide, { memory: 30, room })).tried).toEqual([2, 2, 2, 2]);
  });

  it('shorter rows go in batches of full size', async () => {
    const rows = rowsOf([10, 10, 10, 10, 2, 2, 2, 2, 2, 2, 2, 2]);
    const { tried, failed } = await putThrough(rows, { ...wide, rows: 4 }, { memory: 20 });
    expect({ tried, failed }).toEqual({ tried: [4, 2, 2, 4, 4], failed: [] });
  });

  it('a row that does not even fit alone fails alone', async () => {
    const { failed, tried } = await putThrough(rowsOf([50, 10, 10]), { ...wide, rows: 2 }, { memory: 20 });
    expect({ tried, failed }).toEqual({ tried: [2, 1, 2], failed: [0] });
  });

  it.each(['', 'Array buffer allocation failed', 'Failed to allocate memory for requested buffer of size 8'])(
    'it is told from other failures by its text: "%s"',
    async (message) => {
      const results = inBatches<Row, string>(rowsOf([1]), wide, {
        run: () => Promise.reject(new RangeError(message)),
        tooLarge: () => 'too large',
        room: new Room(),
        signal,
      });
      if (message === '') await expect(results.next()).rejects.toMatchObject({ code: 'MODEL_RUN_FAILED' });
      else expect(await results.next()).toMatchObject({ value: 'too large' });
    },
  );
});
