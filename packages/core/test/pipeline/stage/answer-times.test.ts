import type { WorkerEvent } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { AnswerTimes } from '../../../src/pipeline/stage/answer-times.ts';

function started(time: number, task = 't'): WorkerEvent {
  return { time, event: 'started', task, attempt: 0 };
}

function ended(time: number, task = 't'): WorkerEvent {
  return { time, event: 'ended', task, attempt: 0, status: 'succeeded' };
}

function samples(time: number, dataset: string, done: number): WorkerEvent {
  return { time, event: 'samples', task: 't', dataset, done, failed: 0, promptTokens: 0, outputTokens: 0 };
}

function timesOf(...events: readonly WorkerEvent[]) {
  const times = new AnswerTimes();
  return events.flatMap((event) => times.note(event));
}

describe('what answers took', () => {
  it('is the time since the answers before, or since the work began', () => {
    expect(timesOf(started(1_000), samples(3_000, 'a', 2), samples(9_000, 'b', 3), ended(9_001))).toEqual([
      { dataset: 'a', samples: 2, seconds: 2 },
      { dataset: 'b', samples: 3, seconds: 6 },
    ]);
  });

  it('is shared by those of a batch, whatever their datasets', () => {
    expect(timesOf(started(0), started(0, 'u'), samples(4_000, 'a', 3), samples(4_000, 'b', 1), ended(4_001))).toEqual([
      { dataset: 'a', samples: 3, seconds: 3 },
      { dataset: 'b', samples: 1, seconds: 1 },
    ]);
  });

  it('counts no wait for a task', () => {
    const events = [started(0), samples(1_000, 'a', 1), ended(1_000), started(60_000, 'u'), samples(61_000, 'a', 1)];
    expect(timesOf(...events, ended(61_001, 'u'))).toEqual([
      { dataset: 'a', samples: 1, seconds: 1 },
      { dataset: 'a', samples: 1, seconds: 1 },
    ]);
  });

  it('is never nothing: what takes less than the clock can tell counts with what follows', () => {
    expect(timesOf(started(5), samples(5, 'a', 1), samples(6, 'a', 1), ended(7))).toEqual([
      { dataset: 'a', samples: 2, seconds: 0.001 },
    ]);
  });
});
