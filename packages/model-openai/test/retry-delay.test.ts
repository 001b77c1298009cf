import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from '../src/retry-delay.ts';

describe('backoffMs', () => {
  it('triples its range with every try, up to a minute', () => {
    expect([0, 1, 2, 3, 5, 6, 50, 5000].map((attempt) => backoffMs(attempt, 1))).toEqual([
      125, 375, 1125, 3375, 30_375, 60_000, 60_000, 60_000,
    ]);
  });

  it('takes chance for the whole of the range', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(2, random))).toEqual([0, 281.25, 562.5]);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [{}, undefined],
    [{ 'retry-after': '20' }, 20_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': '86400' }, 600_000],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after-ms': 'x', 'retry-after': '9' }, 9000],
  ])('reads %j as %j', (headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });

  it('never waits less than nothing or more than ten minutes, whatever it is told', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfterMs({ 'retry-after': header }, now) ?? 0;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(600_000);
      }),
    );
  });
});
