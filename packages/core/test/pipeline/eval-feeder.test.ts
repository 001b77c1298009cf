import { describe, expect, it } from 'vitest';
import type { PlannedPair, PlannedTask } from '../../src/pipeline/1-plan.ts';
import { EvalFeeder } from '../../src/pipeline/eval-feeder.ts';

describe('EvalFeeder', () => {
  it('lets a task go when the last of its pairs is ready, and only once', () => {
    const { feeder, released } = feed(task('m', 'a', 'b'), task('n', 'a'));
    feeder.pairIsReady(pair('m', 'a'));
    expect(released).toEqual([]);
    feeder.pairIsReady(pair('m', 'b'));
    feeder.pairIsReady(pair('m', 'b'));
    expect(released).toEqual([task('m', 'a', 'b')]);
  });

  it('tells pairs of different models apart', () => {
    const { feeder, released } = feed(task('m', 'a'), task('n', 'a'));
    feeder.pairIsReady(pair('n', 'a'));
    expect(released).toEqual([task('n', 'a')]);
  });

  it('waits for the answers that a pair is compared with, and not for those of another dataset', () => {
    const { feeder, released } = feedPairs([task('m', 'a'), task('m', 'b')], [pair('m', 'a', 'n', 'o')]);
    feeder.pairIsReady(pair('m', 'a'));
    feeder.pairIsReady(pair('n', 'a'));
    feeder.pairIsReady(pair('o', 'b'));
    expect(released).toEqual([]);
    feeder.pairIsReady(pair('o', 'a'));
    expect(released).toEqual([task('m', 'a')]);
  });

  it('at the end lets a pair go whose answers are in, though others are not that it is compared with', () => {
    const { feeder, released } = feedPairs([task('m', 'a'), task('n', 'a')], [pair('m', 'a', 'n')]);
    feeder.pairIsReady(pair('m', 'a'));
    feeder.finish();
    expect(released).toEqual([task('m', 'a')]);
  });

  it('at the end lets tasks go without the pairs that they wait for in vain', () => {
    const { feeder, released } = feed(task('m', 'a', 'b'), task('m', 'c'));
    feeder.pairIsReady(pair('m', 'b'));
    feeder.finish();
    expect(released).toEqual([task('m', 'b')]);
  });
});

function feed(...tasks: PlannedTask[]): { feeder: EvalFeeder; released: PlannedTask[] } {
  return feedPairs(tasks, []);
}

function feedPairs(
  tasks: PlannedTask[],
  pairs: ReturnType<typeof pair>[],
): { feeder: EvalFeeder; released: PlannedTask[] } {
  const released: PlannedTask[] = [];
  return { feeder: new EvalFeeder({ eval: tasks, pairs }, (more) => released.push(...more)), released };
}

function task(model: string, ...datasets: string[]): PlannedTask {
  return { model, parts: datasets.map((dataset) => ({ dataset, start: 0, end: 1 })), cost: 1 };
}

/** The feeder looks at names alone. */
function pair(model: string, dataset: string, ...comparedWith: string[]): PlannedPair {
  return { model: { abbr: model }, dataset: { abbr: dataset }, comparedWith } as unknown as PlannedPair;
}
