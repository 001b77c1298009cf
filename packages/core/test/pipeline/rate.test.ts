import { describe, expect, it } from 'vitest';
import { Rate } from '../../src/pipeline/rate.ts';

describe('Rate', () => {
  it('says nothing before there is a second to go by', () => {
    const rate = new Rate();
    expect(rate.perSecond(0)).toBeUndefined();
    rate.add(0, 100);
    expect(rate.perSecond(500)).toBeUndefined();
  });

  it('is what was done in the last half minute, per second', () => {
    const rate = new Rate();
    for (let time = 0; time < 10_000; time += 100) rate.add(time, 5);
    expect(rate.perSecond(10_000)).toBeCloseTo(50, 5);
  });

  it('forgets what is long ago', () => {
    const rate = new Rate();
    rate.add(0, 1_000_000);
    rate.add(60_000, 10);
    expect(rate.perSecond(62_000)).toBeCloseTo(5, 5);
    expect(rate.perSecond(200_000)).toBeUndefined();
  });
});
