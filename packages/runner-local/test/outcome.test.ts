import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../src/outcome.ts';
import { nodeJob } from './support/jobs.ts';

const job = nodeJob('/tmp', 'one', '');

describe('the outcome of a job', () => {
  it('is out-of-memory where it was killed while the out-of-memory killer struck', () => {
    const killed = { kind: 'ended', exitCode: undefined, killedBy: 'SIGKILL' } as const;
    expect(outcomeOf(killed, { job, oomKilled: true })).toEqual({
      status: 'failed',
      reason: 'out-of-memory',
      detail: "killed by the kernel's out-of-memory killer",
    });
    const throughShell = { kind: 'ended', exitCode: 137, killedBy: undefined } as const;
    expect(outcomeOf(throughShell, { job, oomKilled: true })).toMatchObject({ reason: 'out-of-memory', exitCode: 137 });
  });

  it('is its own where the out-of-memory killer struck a neighbour', () => {
    const failed = { kind: 'ended', exitCode: 1, killedBy: undefined } as const;
    expect(outcomeOf(failed, { job, oomKilled: true })).toMatchObject({ reason: 'exit', exitCode: 1 });
    const segfault = { kind: 'ended', exitCode: undefined, killedBy: 'SIGSEGV' } as const;
    expect(outcomeOf(segfault, { job, oomKilled: true })).toMatchObject({
      reason: 'signal',
      detail: 'killed by SIGSEGV',
    });
  });
});
