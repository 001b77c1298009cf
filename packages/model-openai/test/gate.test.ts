import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { createGate } from '../src/gate.ts';
import { jumpingClock } from './support.ts';

const { signal } = new AbortController();

describe('the gate', () => {
  it('lets everything through without a limit or a pause', async () => {
    const clock = jumpingClock();
    const gate = createGate(undefined, clock);
    await Promise.all([gate.pass(signal), gate.pass(signal)]);
    expect(clock.slept).toEqual([]);
  });

  it('spaces requests evenly, in the order in which they came', async () => {
    const gate = createGate(200, systemClock);
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3].map((number) => gate.pass(signal).then(() => order.push(number))));
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('gives each request the next turn', async () => {
    const slept: number[] = [];
    const gate = createGate(4, { now: () => 1000, random: () => 0, sleep: async (ms) => void slept.push(ms) });
    await Promise.all([0, 1, 2, 3].map(() => gate.pass(signal)));
    expect(slept).toEqual([250, 500, 750]);
  });

  it('does not save up turns while nothing is asked', async () => {
    const clock = jumpingClock();
    const gate = createGate(1, clock);
    await gate.pass(signal);
    await clock.sleep(60_000, signal);
    await gate.pass(signal);
    await gate.pass(signal);
    expect(clock.slept).toEqual([60_000, 1000]);
  });

  it('holds everything for a pause, and spreads the start by chance', async () => {
    const clock = jumpingClock(0.5);
    const gate = createGate(undefined, clock);
    expect(gate.pause(20_000)).toBe(true);
    expect(gate.pause(20_100)).toBe(false);
    expect(gate.pause(10_000)).toBe(false);
    await gate.pass(signal);
    expect(clock.slept).toEqual([20_600]);
    await gate.pass(signal);
    expect(clock.slept).toEqual([20_600]);
    expect(gate.pause(20_000)).toBe(true);
  });

  it('keeps the limit after a pause', async () => {
    const clock = jumpingClock(0);
    const gate = createGate(10, clock);
    await gate.pass(signal);
    gate.pause(5000);
    await gate.pass(signal);
    await gate.pass(signal);
    expect(clock.slept).toEqual([5000, 100]);
  });

  it('notices a pause that begins while it waits for its turn', async () => {
    const clock = jumpingClock(0);
    const gate = createGate(1, {
      ...clock,
      sleep: async (ms) => {
        if (clock.slept.length === 0) gate.pause(9000);
        await clock.sleep(ms, signal);
      },
    });
    await gate.pass(signal);
    await gate.pass(signal);
    expect(clock.slept).toEqual([1000, 8000]);
  });

  it('lets go when the signal is aborted', async () => {
    const gate = createGate(0.001, systemClock);
    await gate.pass(signal);
    gate.pause(600_000);
    const abort = new AbortController();
    const passed = gate.pass(abort.signal);
    abort.abort();
    await passed;
    await gate.pass(abort.signal);
  });
});
