import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitOf } from '../src/pending-reasons.ts';
import { isKnownState, meaningOf } from '../src/states.ts';

describe('a state of Slurm', () => {
  it.each([
    ['PENDING', 'live'],
    ['COMPLETING', 'live'],
    ['CANCELLED by 1000', 'cancelled'],
    ['NODE_FAIL', 'node-failure'],
    ['OUT_OF_MEMORY', 'out-of-memory'],
    ['COMPLETED', 'completed'],
  ])('%s means %s', (state, meaning) => {
    expect(meaningOf(state)).toBe(meaning);
    expect(isKnownState(state)).toBe(true);
  });

  it('that nobody knows is live, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (word) => isKnownState(word) || meaningOf(word) === 'live'));
    expect(meaningOf('POWERING_UP_NODE')).toBe('live');
    expect(meaningOf('constructor')).toBe('live');
  });
});

describe('a reason to wait', () => {
  it.each([
    ['Resources', 'usual'],
    ['Priority', 'usual'],
    ['BeginTime', 'usual'],
    ['QOSMaxGRESPerUser', 'usual'],
    ['PartitionDown', 'for-a-person'],
    ['ReqNodeNotAvail, UnavailableNodes:node2', 'for-a-person'],
    ['PartitionTimeLimit', 'never-ends'],
    ['(DependencyNeverSatisfied)', 'never-ends'],
    ['launch failed requeued held', 'never-ends'],
    ['QOSMaxGRESPerJob', 'never-ends'],
  ])('%s is %s', (reason, wait) => {
    expect(waitOf(reason)).toBe(wait);
  });
});
