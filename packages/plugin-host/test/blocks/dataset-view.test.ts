import fc from 'fast-check';
import type { Dataset, DatasetRow } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { readerConfigOf } from '../../src/blocks/dataset-block.ts';
import { DatasetView } from '../../src/blocks/dataset-view.ts';

/** A dataset in memory that says how often it was opened, how many rows it gave and what is still open. */
function dataset(size: number): Dataset & { opened: number; given: number; open: number } {
  const self = {
    opened: 0,
    given: 0,
    open: 0,
    async *rows(split: string, start = 0, end = size): AsyncGenerator<DatasetRow> {
      self.opened += 1;
      self.open += 1;
      try {
        for (let index = start; index < Math.min(end, size); index += 1) {
          self.given += 1;
          yield { index, id: `${split}-${index}`, row: { n: index } };
        }
      } finally {
        self.open -= 1;
      }
    },
    summarize: async () => ({ rows: size, contentHash: 'h' }),
  };
  return self;
}

function viewOn(source: Dataset, rows: number, reader: object = {}, limit?: number): DatasetView {
  const summary = { rows, contentHash: 'h' };
  return new DatasetView(source, readerConfigOf({ reader_cfg: reader }), { test: summary, train: summary }, limit);
}

async function read(view: DatasetView, start: number, end: number): Promise<number[]> {
  const rows: number[] = [];
  for await (const { position, index, id, row } of view.samples(start, end)) {
    expect(position).toBe(start + rows.length);
    expect([id, row.n]).toEqual([`test-${index}`, index]);
    rows.push(index);
  }
  return rows;
}

describe('a view on a dataset', () => {
  it('gives the rows that are selected, at their positions', async () => {
    const view = viewOn(dataset(20), 20, { test_range: '[2::3]' });
    expect(view.selection.size).toBe(6);
    expect(await read(view, 1, 4)).toEqual([5, 8, 11]);
    await view.close();
  });

  it('gives what an array would, whichever parts are asked for in whichever order', async () => {
    const parts = fc.array(fc.tuple(fc.nat(30), fc.nat(8)), { maxLength: 8 });
    const ranges = fc.constantFrom(undefined, '[::2]', '[5:25]', 12, '[3:][::3]');
    await fc.assert(
      fc.asyncProperty(parts, ranges, fc.integer({ min: 1, max: 30 }), async (list, range, limit) => {
        const source = dataset(30);
        const view = viewOn(source, 30, { test_range: range }, limit);
        const all = Array.from({ length: view.selection.size }, (_, i) => view.selection.indexAt(i));
        for (const [start, length] of list) {
          const end = Math.min(start + length, all.length);
          expect(await read(view, start, end)).toEqual(all.slice(start, Math.max(start, end)));
        }
        await view.close();
        expect(source.open).toBe(0);
      }),
    );
  });

  it('reads parts that follow one another in one pass, over gaps too', async () => {
    const source = dataset(100);
    const view = viewOn(source, 100);
    await read(view, 0, 10);
    await read(view, 10, 20);
    await read(view, 50, 60);
    expect([source.opened, source.given]).toEqual([1, 60]);
    await read(view, 20, 30);
    expect([source.opened, source.given, source.open]).toEqual([2, 70, 1]);
    await view.close();
    expect(source.open).toBe(0);
  });

  it('reads no further than it is asked to, and closes twice without harm', async () => {
    const source = dataset(1_000_000);
    const view = viewOn(source, 1_000_000);
    for await (const { index } of view.samples(0, 1_000_000)) if (index === 10) break;
    expect(source.given).toBe(11);
    await view.close();
    await view.close();
    expect(source.open).toBe(0);
  });

  it('goes on after a part that was left in the middle', async () => {
    const view = viewOn(dataset(20), 20);
    for await (const { index } of view.samples(0, 20)) if (index === 3) break;
    expect(await read(view, 2, 6)).toEqual([2, 3, 4, 5]);
    await view.close();
  });

  it('says so when the dataset has lost rows since it was counted', async () => {
    const view = viewOn(dataset(5), 20);
    await expect(read(view, 0, 20)).rejects.toMatchObject({
      code: 'DATASET_CHANGED',
      message: expect.stringContaining('row 5'),
      fatal: true,
    });
  });

  it('finds example rows in the order asked for, counted within train_range', async () => {
    const source = dataset(50);
    const view = viewOn(source, 50, { train_range: '[10:20]', train_split: 'dev' });
    expect((await view.trainRows([3, 0, 3])).map(({ n }) => n)).toEqual([13, 10, 13]);
    expect(source.given).toBeLessThanOrEqual(14);
    expect(source.open).toBe(0);
  });

  it.each([10, -1])('has no example row %i among ten', async (position) => {
    const view = viewOn(dataset(50), 50, { train_range: '[10:20]' });
    await expect(view.trainRows([0, position])).rejects.toMatchObject({
      code: 'NO_SUCH_EXAMPLE',
      message: expect.stringContaining(`row ${position}`),
    });
  });
});
