import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Limiter } from '../src/limiter.ts';
import { jumpingClock } from './support.ts';

const { signal } = new AbortController();

describe('the limiter', () => {
  it('gives so many places, and the next in the order of asking', async () => {
    const limiter = new Limiter(2, undefined, jumpingClock());
    const order: number[] = [];
    for (const number of [0, 1, 2, 3]) void limiter.take(signal).then(() => order.push(number));
    await setImmediate();
    expect(order).toEqual([0, 1]);
    limiter.give();
    await setImmediate();
    expect(order).toEqual([0, 1, 2]);
    limiter.give();
    await setImmediate();
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('gives no place to who does not wait any more', async () => {
    const limiter = new Limiter(1, undefined, jumpingClock());
    const abort = new AbortController();
    await limiter.take(signal);
    const [gone, next] = [limiter.take(abort.signal), limiter.take(signal)];
    abort.abort();
    expect(await gone).toBe(false);
    limiter.give();
    expect(await next).toBe(true);
    expect(await limiter.take(abort.signal)).toBe(false);
  });

  it('keeps no place for who gives up during a pause', async () => {
    const abort = new AbortController();
    const clock = { ...jumpingClock(), sleep: async () => abort.abort() };
    const limiter = new Limiter(1, 0.001, clock);
    await limiter.take(signal);
    limiter.give();
    expect(await limiter.take(abort.signal)).toBe(false);
    expect(await Promise.race([limiter.take(signal), setImmediate('waits')])).toBe(true);
  });
});
