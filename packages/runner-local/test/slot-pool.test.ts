import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlotPool } from '../src/slot-pool.ts';

const { signal } = new AbortController();

/** What a promise holds once everything that is due has run; undefined while it is open. */
async function settled<T>(promise: Promise<T>): Promise<T | 'open'> {
  await new Promise(setImmediate);
  return Promise.race([promise, Promise.resolve<'open'>('open')]);
}

describe('a pool of slots', () => {
  it('gives the lowest devices first', async () => {
    const pool = new SlotPool(['0', '1', '2', '3'], 1);
    expect(await pool.take(2, signal)).toEqual(['0', '1']);
    expect(await pool.take(2, signal)).toEqual(['2', '3']);
  });

  it('spreads over the devices before two share one', async () => {
    const pool = new SlotPool(['0', '1'], 2);
    const given = [];
    for (let n = 0; n < 4; n += 1) given.push(await pool.take(1, signal));
    expect(given).toEqual([['0'], ['1'], ['0'], ['1']]);
  });

  it('takes the least loaded, and names them in the order of the machine', async () => {
    const pool = new SlotPool(['a', 'b', 'c'], 2);
    const first = await pool.take(1, signal);
    expect(await pool.take(3, signal)).toEqual(['a', 'b', 'c']);
    pool.giveBack(first ?? []);
    pool.giveBack(['a']);
    expect(await pool.take(2, signal)).toEqual(['a', 'b']);
  });

  it('never gives one holder the same device twice', async () => {
    const pool = new SlotPool(['0', '1'], 8);
    expect(await pool.take(2, signal)).toEqual(['0', '1']);
    expect(await settled(pool.take(3, new AbortController().signal))).toBe('open');
  });

  it('lets nobody pass a holder that came first', async () => {
    const pool = new SlotPool(['0', '1'], 1);
    await pool.take(1, signal);
    const large = pool.take(2, signal);
    const small = pool.take(1, signal);
    expect(await settled(small)).toBe('open');
    pool.giveBack(['0']);
    expect(await large).toEqual(['0', '1']);
    pool.giveBack(['0', '1']);
    expect(await small).toEqual(['0']);
  });

  it('serves the next when the first gives up, and leaves no listener', async () => {
    const pool = new SlotPool(['0', '1'], 1);
    await pool.take(1, signal);
    const abort = new AbortController();
    const large = pool.take(2, abort.signal);
    const small = pool.take(1, signal);
    abort.abort();
    expect(await large).toBeUndefined();
    expect(await small).toEqual(['1']);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('gives nothing to an aborted signal', async () => {
    expect(await new SlotPool(['0'], 1).take(1, AbortSignal.abort())).toBeUndefined();
  });

  it('never overfills a device and serves everybody in the end', async () => {
    const requests = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 1, max: 3 }), async (counts, slots) => {
        const pool = new SlotPool(['0', '1', '2'], slots);
        const holders = new Map<string, number>();
        const add = (devices: readonly string[], by: number) => {
          for (const device of devices) holders.set(device, (holders.get(device) ?? 0) + by);
        };
        await Promise.all(
          counts.map(async (count) => {
            const devices = (await pool.take(count, signal)) ?? [];
            expect(new Set(devices).size).toBe(count);
            add(devices, 1);
            expect(Math.max(...holders.values())).toBeLessThanOrEqual(slots);
            await new Promise(setImmediate);
            add(devices, -1);
            pool.giveBack(devices);
          }),
        );
        expect([...holders.values()].every((count) => count === 0)).toBe(true);
      }),
    );
  });
});
