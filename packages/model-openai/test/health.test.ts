import { describe, expect, it } from 'vitest';
import { Health } from '../src/health.ts';

/** The endpoint after five failures at time 0: it rests until 5,000. */
function resting(): Health {
  const health = new Health();
  for (let i = 0; i < 5; i += 1) health.failed(0);
  return health;
}

/** One request tries it at `now` and fails. Returns how long it rests. */
function failTrial(health: Health, now: number): number | undefined {
  expect(health.admits(now)).toBe(true);
  health.begin(now);
  return health.failed(now);
}

describe('the health of an endpoint', () => {
  it('is good until five failures in a row', () => {
    const health = new Health();
    for (let i = 0; i < 4; i += 1) expect(health.failed(0)).toBeUndefined();
    expect(health.succeeded()).toBe(false);
    for (let i = 0; i < 4; i += 1) expect(health.failed(0)).toBeUndefined();
    expect(health.admits(0)).toBe(true);
    expect(health.failed(0)).toBe(5000);
    expect(health.admits(4999)).toBe(false);
  });

  it('is tried by one request after 5 s, which brings it back', () => {
    const health = resting();
    expect(health.admits(5000)).toBe(true);
    health.begin(5000);
    expect(health.admits(5000)).toBe(false);
    expect(health.succeeded()).toBe(true);
    expect(health.admits(5000)).toBe(true);
    expect(health.failed(5000)).toBeUndefined();
  });

  it('is left alone twice as long after every failed trial, at most two minutes', () => {
    const health = resting();
    const rests: (number | undefined)[] = [];
    for (let now = 5000; rests.length < 6; now += rests.at(-1) ?? 0) rests.push(failTrial(health, now));
    expect(rests).toEqual([10_000, 20_000, 40_000, 80_000, 120_000, 120_000]);
  });

  it('begins with 5 s again once it was back', () => {
    const health = resting();
    failTrial(health, 5000);
    health.succeeded();
    for (let i = 0; i < 4; i += 1) health.failed(20_000);
    expect(health.failed(20_000)).toBe(5000);
  });

  it('does not get worse by failures of requests that were out before the rest', () => {
    const health = resting();
    expect(health.failed(4000)).toBeUndefined();
    expect(health.admits(5000)).toBe(true);
  });

  it('is tried by another request where the first was broken off', () => {
    const health = resting();
    health.begin(5000);
    health.abandoned();
    expect(health.admits(5000)).toBe(true);
  });
});
