import { describe, expect, it } from 'vitest';
import { AdaptiveLimit, type Ending } from '../src/adaptive-limit.ts';

/** An endpoint that answers after `ms(inFlight)`, one way or another, and a client that always has more to ask. */
function simulate(
  limit: AdaptiveLimit,
  requests: number,
  endpoint: { ms(inFlight: number): number; ending?(inFlight: number, number: number): Ending },
): number[] {
  const { ms, ending = () => 'answered' as const } = endpoint;
  const limits = [limit.limit];
  let out: { at: number; ending: Ending }[] = [];
  let now = 0;
  let chance = 1;
  for (let sent = 0; sent < requests; ) {
    while (out.length < limit.limit) {
      const inFlight = out.length + 1;
      // From half of it to one and a half times: a generator of Park and Miller.
      chance = (chance * 48_271) % 2_147_483_647;
      out.push({ at: now + ms(inFlight) * (0.5 + chance / 2_147_483_647), ending: ending(inFlight, ++sent) });
    }
    out = out.toSorted((a, b) => a.at - b.at);
    const [first, ...rest] = out;
    if (first === undefined) break;
    now = first.at;
    limit.note(first.ending, out.length, now);
    if (limit.limit !== limits.at(-1)) limits.push(limit.limit);
    out = rest;
  }
  return limits;
}

describe('the adaptive limit', () => {
  it('stays where it is said that it is the most', () => {
    expect(simulate(new AdaptiveLimit(32, 32), 5000, { ms: () => 50 })).toEqual([32]);
  });

  it('grows to the most while that brings more answers a second', () => {
    expect(simulate(new AdaptiveLimit(8, 100), 5000, { ms: () => 50 })).toEqual([8, 12, 18, 27, 41, 62, 93, 100]);
  });

  it('goes back where more requests only wait longer, and tries again later', () => {
    const limits = simulate(new AdaptiveLimit(8, 512), 20_000, { ms: (inFlight) => 50 * Math.max(1, inFlight / 27) });
    expect(limits.slice(0, 7)).toEqual([8, 12, 18, 27, 41, 27, 41]);
    expect(Math.max(...limits)).toBe(41);
  });

  it('starts below what is said where that is more than the most', () => {
    expect(new AdaptiveLimit(32, 4).limit).toBe(4);
  });

  it('does not mind a stray 429, or one request in fifty', () => {
    const ending = (_: number, number: number): Ending => (number % 50 === 0 ? 'refused' : 'answered');
    expect(simulate(new AdaptiveLimit(256, 256), 20_000, { ms: () => 50, ending })).toEqual([256]);
  });

  it('does not mind that connections break, or that requests are given up', () => {
    const ending = (_: number, number: number): Ending => (number % 2 ? 'failed' : 'unused');
    expect(simulate(new AdaptiveLimit(32, 32), 2000, { ms: () => 50, ending })).toEqual([32]);
  });

  it('is halved as soon as a share is refused, once for those in flight, and creeps back', () => {
    const ending = (inFlight: number): Ending => (inFlight > 20 ? 'refused' : 'answered');
    const limits = simulate(new AdaptiveLimit(64, 64), 2000, { ms: () => 50, ending });
    expect(limits.slice(0, 6)).toEqual([64, 32, 16, 24, 12, 20]);
  });

  it('is halved by one request that says when to come again, and comes back', () => {
    const ending = (_: number, number: number): Ending => (number === 10 ? 'held off' : 'answered');
    expect(simulate(new AdaptiveLimit(16, 16), 2000, { ms: () => 50, ending })).toEqual([16, 8, 10, 12, 14, 16]);
  });

  it('never goes below one', () => {
    expect(simulate(new AdaptiveLimit(4, 4), 50, { ms: () => 50, ending: () => 'held off' })).toEqual([4, 2, 1]);
  });

  it('learns nothing while there is little to ask', () => {
    const limit = new AdaptiveLimit(8, 64);
    for (let i = 0; i < 1000; i += 1) limit.note('answered', 3, i);
    expect(limit.limit).toBe(8);
  });
});
