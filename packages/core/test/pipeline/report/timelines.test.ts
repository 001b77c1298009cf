import type { WorkerEvent } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { Timelines } from '../../../src/pipeline/report/timelines.ts';

const samples = (time: number, task = 't'): WorkerEvent => ({
  ...{ event: 'samples', time, task, dataset: 'd', done: 1, failed: 0, promptTokens: 0, outputTokens: 0 },
});
const started = (time: number, task = 't'): WorkerEvent => ({ event: 'started', time, task, attempt: 0 });
const ended = (time: number, task = 't'): WorkerEvent => ({
  ...{ event: 'ended', time, task, attempt: 0, status: 'succeeded' },
});

function historyOf(...events: WorkerEvent[]) {
  const timelines = new Timelines();
  for (const event of events) timelines.note('w', 'm', event);
  return timelines.histories[0];
}

describe('the timeline of a worker', () => {
  it('has its life, its load and its work, tasks that overlap or follow at once together', () => {
    expect(
      historyOf(
        { event: 'began', time: 1_000, host: 'here', gpus: ['0', '1'] },
        { event: 'ready', time: 4_000, loadSeconds: 2 },
        ...[started(5_000, 'a'), samples(6_000, 'a'), started(6_500, 'b'), ended(7_000, 'a'), ended(9_000, 'b')],
        ...[started(9_050, 'c'), ended(10_000, 'c'), started(12_000, 'd'), ended(13_000, 'd')],
        { event: 'left', time: 16_000 },
      ),
    ).toEqual({
      ...{ worker: 'w', model: 'm', host: 'here', gpus: ['0', '1'], longestSilenceMs: 1_000 },
      ...{ life: [1_000, 16_000], load: [2_000, 4_000] },
      work: [
        [5_000, 10_000],
        [12_000, 13_000],
      ],
    });
  });

  it('can be read where an earlier version told neither of its start nor of its end', () => {
    expect(historyOf({ event: 'ready', time: 4_000, loadSeconds: 2 }, started(5_000), ended(6_000))).toMatchObject({
      ...{ host: undefined, gpus: [], life: [2_000, 6_000], work: [[5_000, 6_000]] },
    });
  });

  it('of one that died at work ends with the last that it told', () => {
    expect(historyOf(started(5_000), samples(8_000))).toMatchObject({ life: [5_000, 8_000], work: [[5_000, 8_000]] });
  });

  it('has the longest time that no answer came, at work and not between tasks', () => {
    const events = [
      started(0),
      samples(4_000),
      samples(5_000),
      ended(5_000),
      started(60_000, 'u'),
      samples(61_000, 'u'),
    ];
    expect(historyOf(...events)?.longestSilenceMs).toBe(4_000);
  });
});
