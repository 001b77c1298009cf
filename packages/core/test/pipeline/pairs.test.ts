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

  it('takes a part with failed samples as open until its task is over: another attempt would ask them again', () => {
    const { tracker, complete } = track([pair('a', 5), pair('b', 5)], [task('1', ['a', 0, 5], ['b', 0, 5])]);
    tracker.note(part('1', 0, 2));
    expect(complete).toEqual([]);
    tracker.note(part('1', 1));
    expect(complete).toEqual(['b']);
    tracker.note({ time: 0, event: 'ended', task: '1', attempt: 0, status: 'failed' });
    expect(complete).toEqual(['b']);
    tracker.note({ time: 0, event: 'ended', task: '1', attempt: 1, status: 'succeeded' });
    expect(complete).toEqual(['b', 'a']);
  });

  it('takes a part that another attempt has answered as complete at once', () => {
    const { tracker, complete } = track([pair('a', 5)], [task('1', ['a', 0, 5])]);
    tracker.note(part('1', 0, 2));
    tracker.note(part('1', 0, 0));
    expect(complete).toEqual(['a']);
  });

  it('takes what failed in a task that is given up as failed for good, and its other parts as open', () => {
    const { tracker, complete } = track([pair('a', 5), pair('b', 5)], [task('1', ['a', 0, 5], ['b', 0, 5])]);
    tracker.note(part('1', 0, 2));
    tracker.taskIsOver('1');
    expect(complete).toEqual(['a']);
  });

  it('announces at the start what was answered or has failed before, and not what is only not planned', () => {
    const { complete } = track([pair('a', 0), pair('b', 5), pair('c', 5, 0)], []);
    expect(complete).toEqual(['a', 'c']);
  });
});

function track(pairs: PlannedPair[], tasks: TaskRecord[]): { tracker: PairTracker; complete: string[] } {
  const complete: string[] = [];
  const tracker = new PairTracker(pairs, ({ dataset }) => complete.push(dataset.abbr));
  tracker.addTasks(tasks);
  tracker.start();
  return { tracker, complete };
}

function pair(dataset: string, pending: number, unasked = pending): PlannedPair {
  const ranges = pending === 0 ? [] : [{ start: 0, end: pending }];
  const names = { model: { abbr: 'm' }, dataset: { abbr: dataset } };
  return { ...names, size: 10, pending: ranges, unasked } as unknown as PlannedPair;
}

function task(id: string, ...parts: readonly [string, number, number][]): TaskRecord {
  return { id, plan: 1, model: 'm', cost: 1, parts: parts.map(([dataset, start, end]) => ({ dataset, start, end })) };
}

function part(id: string, position: number, failed = 0): Parameters<PairTracker['note']>[0] {
  return { time: 0, event: 'part', task: id, attempt: 0, part: position, failed };
}
