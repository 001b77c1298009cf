import fc from 'fast-check';
import type { Part } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { cutParts } from '../../src/schedule/cut-parts.ts';
import { secondsToNextLook } from '../../src/schedule/looks.ts';
import { OpenWork } from '../../src/schedule/open-work.ts';
import { type Divisible, type Moment, rebalance } from '../../src/schedule/rebalance.ts';
import { Speeds } from '../../src/schedule/speeds.ts';
import { isWorthStarting } from '../../src/schedule/worth-starting.ts';

function part(dataset: string, start: number, end: number): Part {
  return { dataset, start, end };
}

/** A moment in which every sample takes a second. */
function moment({ open = [], ...moved }: Partial<Omit<Moment, 'open'>> & { open?: readonly Divisible[] }): Moment {
  const rest = { held: [], workers: 2, perSample: () => 1, ...moved };
  const work = new OpenWork<Divisible>();
  for (const task of open) work.add(task);
  const { perSample } = rest;
  const longerThan = (seconds: number) => work.longerThan(seconds, perSample);
  return { ...rest, open: { seconds: work.seconds(perSample), longerThan } };
}

describe('cutting again', () => {
  it('cuts an open task that is longer than half of the time that is left, into quarters of it', () => {
    const open = [
      { id: 'long', parts: [part('a', 0, 60)] },
      { id: 'short', parts: [part('b', 0, 20)] },
    ];
    // 80 seconds for two: 40 are left.
    expect(rebalance(moment({ open }))).toEqual({
      left: 40,
      replace: [{ id: 'long', pieces: [0, 10, 20, 30, 40, 50].map((at) => [part('a', at, at + 10)]) }],
      giveBack: [],
    });
  });

  it('wants a part of a held task back that will outlast all others', () => {
    const held = [
      { id: 'long', parts: [part('a', 20, 60)] },
      { id: 'short', parts: [part('b', 3, 5)] },
    ];
    expect(rebalance(moment({ held })).giveBack).toEqual(['long']);
  });

  it('leaves everything alone while there is much left, and what is too short to hand over', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, parts: [part('a', 10 * i, 10 * i + 10)] }));
    const held = [{ id: 'held', parts: [part('b', 0, 30)] }];
    const nothing = { replace: [], giveBack: [] };
    expect(rebalance(moment({ open: many, held }))).toMatchObject(nothing);
    const short = [{ id: 'h', parts: [part('b', 0, 3)] }];
    expect(rebalance(moment({ held: short, perSample: () => 0.3 }))).toMatchObject(nothing);
    expect(rebalance(moment({ open: short, perSample: () => 0.3 }))).toMatchObject(nothing);
  });

  it('cuts into pieces of one length: none is so short that it is not worth handing over', () => {
    const pieces = cutParts([part('a', 0, 27)], 5, () => 0.5);
    expect(pieces).toEqual([[part('a', 0, 14)], [part('a', 14, 27)]]);
    expect(cutParts([part('a', 0, 27)], 20, () => 0.5)).toEqual([[part('a', 0, 27)]]);
  });

  it('leaves a single sample alone however long it takes', () => {
    const one = [{ id: 'one', parts: [part('a', 0, 1)] }];
    expect(rebalance(moment({ open: one, perSample: () => 1e6 })).replace).toEqual([]);
    expect(rebalance(moment({ held: one, perSample: () => 1e6 })).giveBack).toEqual([]);
  });

  it('has every sample once in the pieces, whatever a sample takes', () => {
    const parts = fc.array(fc.record({ dataset: fc.constantFrom('a', 'b'), size: fc.integer({ min: 1, max: 50 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        parts,
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (sizes, seconds, each) => {
          let at = 0;
          const whole = sizes.map(({ dataset, size }) => {
            at += size;
            return part(dataset, at - size, at);
          });
          const samples = (list: readonly Part[]) =>
            list.flatMap(({ dataset, start, end }) =>
              Array.from({ length: end - start }, (_, i) => `${dataset}${start + i}`),
            );
          const pieces = cutParts(whole, seconds, () => each);
          expect(pieces.flatMap(samples)).toEqual(samples(whole));
          expect(pieces.every((piece) => piece.length > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('seconds of a sample', () => {
  it('are those that were observed, and tell what other estimates are worth', () => {
    const speeds = new Speeds(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
    expect(speeds.secondsOf([part('a', 0, 10), part('b', 0, 5)])).toBe(20);
    speeds.observe('a', 10, 30);
    expect(speeds.perSample('a')).toBe(3);
    expect(speeds.perSample('b')).toBe(6);
  });

  it('are not known where they are guesses, until something was observed', () => {
    const speeds = new Speeds(new Map([['a', 1]]), false);
    expect(speeds.areKnown).toBe(false);
    speeds.observe('a', 1, 1);
    expect(speeds.areKnown).toBe(true);
  });
});

describe('a new worker', () => {
  it.each([
    ['the first one, whatever is left', { openSeconds: 1, running: 0, starting: 0, loadSeconds: 180 }, true],
    ['none where nothing is open', { openSeconds: 0, running: 0, starting: 0, loadSeconds: 0 }, false],
    ['one of those that load together', { openSeconds: 1_000, running: 0, starting: 7, loadSeconds: 180 }, true],
    ['one that would load for nothing', { openSeconds: 1_000, running: 7, starting: 0, loadSeconds: 180 }, false],
    ['one that takes a good part over', { openSeconds: 10_000, running: 7, starting: 0, loadSeconds: 180 }, true],
    ['one whose load nobody knows', { openSeconds: 1, running: 7, starting: 0, loadSeconds: undefined }, true],
  ])('is worth its load: %s', (_, candidate, expected) => {
    expect(isWorthStarting(candidate)).toBe(expected);
  });
});

describe('the looks of the launcher', () => {
  /** Of a run that takes so many seconds, as it believes. */
  function looksIn(seconds: number): number[] {
    const looks: number[] = [];
    for (let now = 0; now < seconds; now += secondsToNextLook({ elapsed: now, left: seconds - now })) looks.push(now);
    return looks;
  }

  it('are often at the beginning and towards the end, and hundreds for ten times the time', () => {
    expect(looksIn(30).length).toBe(100);
    expect(looksIn(100_000).length).toBeLessThan(2_000);
    const [last = 0] = looksIn(100_000).slice(-1);
    expect(100_000 - last).toBeLessThan(0.5);
  });

  it('do not wait for what a plan wrongly believes to be left', () => {
    expect(secondsToNextLook({ elapsed: 50, left: 1e9 })).toBe(0.5);
    expect(secondsToNextLook({ elapsed: 0, left: Number.POSITIVE_INFINITY })).toBe(0.3);
  });
});
