import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inFlight } from '../src/in-flight.ts';
import { errorFrom } from './support.ts';

describe('inFlight', () => {
  it('works on as many items as it may, and no more', async () => {
    let open = 0;
    let peak = 0;
    const items = Array.from({ length: 20 }, (_, index) => index);
    const results = await collect(
      inFlight(items, 3, async (item) => {
        open += 1;
        peak = Math.max(peak, open);
        await setImmediate();
        open -= 1;
        return item;
      }),
    );
    expect(results.sort((a, b) => a - b)).toEqual(items);
    expect(peak).toBe(3);
  });

  it('drops what has no result', async () => {
    expect(await collect(inFlight([1, 2, 3], 2, async (item) => (item === 2 ? undefined : item)))).toEqual([1, 3]);
  });

  it('passes on what a consumer that is in no hurry has not yet read', async () => {
    const results: number[] = [];
    for await (const result of inFlight([1, 2, 3, 4], 2, async (item) => item)) {
      await setImmediate();
      results.push(result);
    }
    expect(results).toEqual([1, 2, 3, 4]);
  });

  it('ends with the first rejection, and the others do no harm', async () => {
    const results = inFlight([1, 2, 3], 3, async (item) => {
      if (item > 1) await setImmediate();
      throw new Error(`item ${item}`);
    });
    expect(await errorFrom(collect(results))).toMatchObject({ message: 'item 1' });
    await setImmediate();
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
