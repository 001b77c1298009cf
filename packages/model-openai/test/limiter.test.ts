import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LocalLimiter } from '../src/limiter.ts';
import { jumpingClock } from './support.ts';

describe('the limiter', () => {
  it('gives so many places, and the next in the order of asking', async () => {
    const limiter = limiterFor(2);
    const order: number[] = [];
    for (const number of [0, 1, 2, 3]) limiter.ask(() => order.push(number));
    for (const places of [
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 3],
    ]) {
      await setImmediate();
      expect(order).toEqual(places);
      limiter.give('answered');
    }
  });

  it('gives no place to who does not wait any more', async () => {
    const limiter = limiterFor(1);
    const order: string[] = [];
    limiter.ask(() => order.push('first'));
    const withdraw = limiter.ask(() => order.push('gone'));
    limiter.ask(() => order.push('next'));
    withdraw();
    await setImmediate();
    limiter.give('answered');
    await setImmediate();
    expect(order).toEqual(['first', 'next']);
  });

  it('takes a place back that comes too late', async () => {
    const limiter = limiterFor(1);
    const order: string[] = [];
    const withdraw = limiter.ask(() => order.push('late'));
    withdraw();
    limiter.ask(() => order.push('next'));
    await setImmediate();
    expect(order).toEqual(['next']);
  });

  it('keeps no place for who withdraws during a pause, and does not sleep on', async () => {
    const slept: AbortSignal[] = [];
    const clock = {
      ...jumpingClock(),
      sleep: (_: number, signal: AbortSignal) => {
        slept.push(signal);
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    };
    const limiter = new LocalLimiter({ concurrency: 1, maxConcurrency: 1, perSecond: 0.001 }, clock);
    const granted: number[] = [];
    limiter.ask(() => granted.push(0));
    await setImmediate();
    limiter.give('answered');
    const withdraw = limiter.ask(() => granted.push(1));
    await setImmediate();
    withdraw();
    limiter.ask(() => granted.push(2));
    await setImmediate();
    expect(granted).toEqual([0]);
    expect(slept.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});

function limiterFor(concurrency: number): LocalLimiter {
  return new LocalLimiter({ concurrency, maxConcurrency: concurrency, perSecond: undefined }, jumpingClock());
}
