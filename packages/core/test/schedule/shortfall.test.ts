import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contender, shortfalls } from '../../src/schedule/shortfall.ts';

function contender(openSeconds: number, rest: Partial<Contender> = {}): Contender {
  return { openSeconds, workers: 0, maxWorkers: 8, gpus: 0, ...rest };
}

const PLACES = { workers: 8, gpus: Number.POSITIVE_INFINITY };

describe('the workers that models lack', () => {
  it('are shares of the workers in proportion to the work, less those that they have', () => {
    expect(shortfalls([contender(300), contender(100)], PLACES)).toEqual([6, 2]);
    expect(shortfalls([contender(300, { workers: 6 }), contender(100, { workers: 3 })], PLACES)).toEqual([0, -1]);
  });

  it('are fewer where the GPUs are the narrower place', () => {
    const places = { workers: 8, gpus: 8 };
    expect(shortfalls([contender(100, { gpus: 4 }), contender(100)], places)).toEqual([2, 2]);
  });

  it('are fewer where all wait for a model that may have few workers', () => {
    expect(shortfalls([contender(100, { maxWorkers: 1 }), contender(50)], PLACES)).toEqual([1, 0.5]);
  });

  it('are none where nothing is open', () => {
    expect(shortfalls([contender(0), contender(0, { gpus: 1, workers: 2 })], { workers: 8, gpus: 0 })).toEqual([0, -2]);
  });

  it('given to whoever lacks most leave nobody a whole worker short or over', () => {
    const work = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(work, fc.integer({ min: 12, max: 64 }), (seconds, workers) => {
        const given = seconds.map(() => 0);
        const lacking = () =>
          shortfalls(
            seconds.map((openSeconds, i) =>
              contender(openSeconds, { workers: given[i] as number, maxWorkers: workers }),
            ),
            { workers, gpus: Number.POSITIVE_INFINITY },
          );
        for (let n = 0; n < workers; n += 1) {
          const lacks = lacking();
          (given[lacks.indexOf(Math.max(...lacks))] as number) += 1;
        }
        expect(lacking().every((lacks) => Math.abs(lacks) < 1)).toBe(true);
      }),
    );
  });
});
