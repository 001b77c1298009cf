import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { onAbort } from '../src/on-abort.ts';

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

describe('onAbort', () => {
  it('calls everybody who still waits, through one listener', () => {
    const { signal, ...abort } = control();
    const called: string[] = [];
    onAbort(signal, () => called.push('a'));
    const forget = onAbort(signal, () => called.push('b'));
    onAbort(signal, () => called.push('c'));
    forget();
    expect(listeners(signal)).toBe(1);
    abort.now();
    expect(called).toEqual(['a', 'c']);
  });

  it('leaves no listener when nobody waits, and can begin again', () => {
    const { signal, ...abort } = control();
    const forget = onAbort(signal, () => {});
    forget();
    forget();
    expect(listeners(signal)).toBe(0);
    let called = 0;
    onAbort(signal, () => {
      called += 1;
    });
    abort.now();
    expect(called).toBe(1);
  });

  it('lets a callback forget itself and others', () => {
    const { signal, ...abort } = control();
    const called: string[] = [];
    const forgetFirst = onAbort(signal, () => {
      called.push('a');
      forgetFirst();
      forgetSecond();
    });
    const forgetSecond = onAbort(signal, () => called.push('b'));
    abort.now();
    expect(called).toEqual(['a']);
    expect(listeners(signal)).toBe(0);
  });
});

describe('the sleep of the system clock', () => {
  it('ends when the signal is aborted, before or after it began, and leaves no listener', async () => {
    const { signal, ...abort } = control();
    const sleeps = Array.from({ length: 300 }, () => systemClock.sleep(2 ** 30, signal));
    expect(listeners(signal)).toBe(1);
    abort.now();
    await Promise.all([...sleeps, systemClock.sleep(2 ** 30, signal)]);
    expect(listeners(signal)).toBe(0);
  });
});

function control(): { signal: AbortSignal; now: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, now: () => controller.abort() };
}
