import type { TaskRecord } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import type { PlannedPair } from '../../src/pipeline/1-plan.ts';
import { PairTracker } from '../../src/pipeline/pairs.ts';

describe('PairTracker', () => {
  it('announces a pair when the last of its parts, in whatever task, is answered', () => {
    const { tracker, complete } = track([pair('a', 10)], [task('1', ['a', 0, 5]), task('2', ['a', 5, 10])]);
    tracker.note(part('1', 0));
    expect(complete).toEqual([]);
    tracker.note(part('2', 0));
    tracker.note(part('2', 0));
    expect(complete).toEqual(['a']);
  });

  it('does not wait for the other datasets of a task', () => {
    const { tracker, complete } = track([pair('a', 5), pair('b', 5)], [task('1', ['a', 0, 5], ['b', 0, 5])]);
    tracker.note(part('1', 0));
    expect(complete).toEqual(['a']);
  });

  it('takes a part with failed samples as open until they are answered', () => {
    const { tracker, complete } = track([pair('a', 5)], [task('1', ['a', 0, 5])]);
    tracker.note(part('1', 0, 2));
    expect(complete).toEqual([]);
    tracker.note(part('1', 0, 0));
    expect(complete).toEqual(['a']);
  });

  it('announces at the start what was answered before, and not what is only not planned', () => {
    const { complete } = track([pair('a', 0), pair('b', 5)], []);
    expect(complete).toEqual(['a']);
  });
});

function track(pairs: PlannedPair[], tasks: TaskRecord[]): { tracker: PairTracker; complete: string[] } {
  const complete: string[] = [];
  const tracker = new PairTracker(pairs, ({ dataset }) => complete.push(dataset.abbr));
  tracker.addTasks(tasks);
  tracker.start();
  return { tracker, complete };
}

function pair(dataset: string, pending: number): PlannedPair {
  const ranges = pending === 0 ? [] : [{ start: 0, end: pending }];
  return { model: { abbr: 'm' }, dataset: { abbr: dataset }, size: 10, pending: ranges } as unknown as PlannedPair;
}

function task(id: string, ...parts: readonly [string, number, number][]): TaskRecord {
  return { id, plan: 1, model: 'm', cost: 1, parts: parts.map(([dataset, start, end]) => ({ dataset, start, end })) };
}

function part(id: string, position: number, failed = 0): Parameters<PairTracker['note']>[0] {
  return { time: 0, event: 'part', task: id, attempt: 0, part: position, failed };
}
