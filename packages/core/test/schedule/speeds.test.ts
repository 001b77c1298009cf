import { describe, expect, it } from 'vitest';
import { Speeds } from '../../src/schedule/speeds.ts';

const ESTIMATES = new Map([
  ['a', 1],
  ['b', 4],
]);

describe('seconds per sample', () => {
  it('are as observed, else the estimate times what those of the others were wrong by', () => {
    const speeds = new Speeds(ESTIMATES);
    speeds.observe('a', 10, 30);
    expect([speeds.perSample('a'), speeds.perSample('b')]).toEqual([3, 12]);
  });

  it('are not spoilt by one that was wrong beyond measure', () => {
    const speeds = new Speeds(ESTIMATES);
    speeds.observe('a', 10, 1e-5);
    expect(speeds.perSample('a')).toBeCloseTo(1e-6, 12);
    expect(speeds.perSample('b')).toBeCloseTo(0.4, 12);
  });

  it('have no unit where they were guessed: any observation gives it', () => {
    const speeds = new Speeds(ESTIMATES, false);
    speeds.observe('a', 10, 1e4);
    expect(speeds.perSample('b')).toBe(4_000);
  });
});
