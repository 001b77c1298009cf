import { describe, expect, it } from 'vitest';
import type { DoneMarker, StartMarker } from '../../src/markers.ts';
import { decide, type Observation } from '../../src/watch/decide.ts';
import type { StatusRow } from '../../src/watch/parse-status.ts';

const PATIENCE = { goneMs: 10_000, goneStartedMs: 30_000, markerMs: 30_000, hopelessMs: 60_000 };
const START: StartMarker = { jobId: '7_0', restart: 0, node: 'node1', time: '' };
const DONE: DoneMarker = {
  ...START,
  ...{ exitCode: 0, signal: null, problem: null, received: [], elapsedSeconds: 1, cpuSeconds: 1, maxRssMiB: 1 },
};

function row(state: string, reason = 'None'): StatusRow {
  return { key: 'oc-a-1.0', arrayId: '7', jobId: '7_0', state, waitStatus: 0, node: 'node1', reason };
}

function seen(more: Partial<Observation> = {}): Observation {
  const markers = { start: undefined, done: undefined };
  const polls = { rowSince: 0, absentPolls: 0, samePolls: 1 };
  return { markers, row: undefined, cancelling: false, mayReturn: false, now: 0, ...polls, ...more };
}

describe('a job', () => {
  it('goes on as long as Slurm says so, whatever the word', () => {
    for (const state of ['PENDING', 'RUNNING', 'COMPLETING', 'SOMETHING_NEW']) {
      expect(decide(seen({ row: row(state), now: 1e9 }), PATIENCE)).toBeUndefined();
    }
  });

  it('has ended when it says so itself, though Slurm is silent or behind', () => {
    const markers = { start: START, done: DONE };
    expect(decide(seen({ markers }), PATIENCE)).toMatchObject({ by: 'marker' });
    expect(decide(seen({ markers, row: row('RUNNING') }), PATIENCE)).toMatchObject({ by: 'marker' });
  });

  it('that Slurm may queue again has ended only when two polls say so, unless it is to end', () => {
    const again = { row: row('NODE_FAIL'), mayReturn: true, now: 1e9 };
    expect(decide(seen(again), PATIENCE)).toBeUndefined();
    expect(decide(seen({ ...again, samePolls: 2 }), PATIENCE)).toMatchObject({ meaning: 'node-failure' });
    expect(decide(seen({ ...again, cancelling: true }), PATIENCE)).toMatchObject({ by: 'state' });
    const markers = { start: START, done: { ...DONE, received: ['SIGTERM'] } };
    expect(decide(seen({ ...again, markers, row: row('FAILED') }), PATIENCE)).toBeUndefined();
  });

  it('that was ended from outside waits for the reason, which Slurm knows', () => {
    const markers = { start: START, done: { ...DONE, received: ['SIGTERM'] } };
    expect(decide(seen({ markers, row: row('COMPLETING') }), PATIENCE)).toBeUndefined();
    expect(decide(seen({ markers, row: row('PREEMPTED') }), PATIENCE)).toMatchObject({ meaning: 'preempted' });
    expect(decide(seen({ markers, absentPolls: 4 }), PATIENCE)).toMatchObject({ by: 'marker' });
  });

  it('is never gone because of polls that fail, however long that is', () => {
    expect(decide(seen({ now: 1e9, absentPolls: 0 }), PATIENCE)).toBeUndefined();
    expect(decide(seen({ now: 1e9, absentPolls: 3 }), PATIENCE)).toBeUndefined();
  });

  it('is gone when Slurm has not known it several times, over a while; a longer one if it had started', () => {
    expect(decide(seen({ now: 9_999, absentPolls: 9 }), PATIENCE)).toBeUndefined();
    expect(decide(seen({ now: 10_000, absentPolls: 4 }), PATIENCE)).toEqual({ by: 'absence' });
    const markers = { start: START, done: undefined };
    expect(decide(seen({ markers, now: 10_000, absentPolls: 9 }), PATIENCE)).toBeUndefined();
    expect(decide(seen({ markers, now: 30_000, absentPolls: 9 }), PATIENCE)).toEqual({ by: 'absence' });
  });

  it('that we cancelled is gone as soon as Slurm does not know it', () => {
    expect(decide(seen({ cancelling: true, absentPolls: 0 }), PATIENCE)).toBeUndefined();
    expect(decide(seen({ cancelling: true, absentPolls: 1 }), PATIENCE)).toEqual({ by: 'absence' });
  });

  it('that is done for Slurm has a while for its own word', () => {
    expect(decide(seen({ row: row('COMPLETED'), now: 29_999 }), PATIENCE)).toBeUndefined();
    expect(decide(seen({ row: row('COMPLETED'), now: 30_000 }), PATIENCE)).toMatchObject({ meaning: 'completed' });
    expect(decide(seen({ row: row('NODE_FAIL'), now: 1_000 }), PATIENCE)).toMatchObject({ meaning: 'node-failure' });
  });

  it('that waits for what never comes is hopeless after a while; one that waits for a person is not', () => {
    const never = row('PENDING', 'PartitionTimeLimit');
    expect(decide(seen({ row: never, now: 59_999 }), PATIENCE)).toBeUndefined();
    expect(decide(seen({ row: never, now: 60_000 }), PATIENCE)).toEqual({ by: 'hopeless wait', row: never });
    expect(decide(seen({ row: row('PENDING', 'PartitionDown'), now: 1e9 }), PATIENCE)).toBeUndefined();
  });
});
