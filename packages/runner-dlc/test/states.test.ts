import { describe, expect, it } from 'vitest';
import { holdsGpusAfterEnd, isTerminal, meaningOf } from '../src/states.ts';

/** The statuses of the OpenAPI 2020-12-03, in the order of a job's life. */
const STATUSES = (
  'Creating Queuing Bidding EnvPreparing SanityChecking Running Restarting Stopping ' +
  'SucceededReserving FailedReserving Succeeded Failed Stopped'
).split(' ');

describe('a status', () => {
  it('has a meaning, all thirteen', () => {
    expect(STATUSES).toHaveLength(13);
    expect(STATUSES.filter((status) => meaningOf(status) === undefined)).toEqual([]);
    expect(STATUSES.filter((status) => meaningOf(status) === 'pending')).toEqual(STATUSES.slice(0, 5));
    expect(STATUSES.filter((status) => meaningOf(status) === 'running')).toEqual(['Running', 'Restarting']);
  });

  it('is an end in the last five, and holds GPUs after it in two', () => {
    expect(STATUSES.filter(isTerminal)).toEqual(STATUSES.slice(-5));
    expect(STATUSES.filter(holdsGpusAfterEnd)).toEqual(['SucceededReserving', 'FailedReserving']);
  });

  it.each(['Pondering', 'running', '', 'constructor', '__proto__'])('that nobody knows is no end: %j', (status) => {
    expect(meaningOf(status)).toBeUndefined();
    expect(isTerminal(status)).toBe(false);
  });
});
