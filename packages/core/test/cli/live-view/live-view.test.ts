import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLiveView } from '../../../src/cli/live-view/live-view.ts';
import { counts, inferring, model, scoring } from './states.ts';

/** A clock that the test moves; ticks come only when it says so. */
function bench(isTerminal: boolean, size = {}) {
  const stream = Object.assign(new PassThrough(), size);
  const clock = { now: 0, tick: () => {}, isTicking: true };
  const view = createLiveView({
    stream,
    isTerminal,
    now: () => clock.now,
    every: (_, callback) => {
      clock.tick = callback;
      return () => {
        clock.isTicking = false;
      };
    },
  });
  return { view, clock, written: () => String(stream.read() ?? '') };
}

const models = [model('m', counts(0, 200))];
const workers = { queued: 0, running: 2, starting: 1 };

describe('a live view without a terminal', () => {
  it('says when a stage begins, every tenth of it, and when it ends', () => {
    const { view, clock, written } = bench(false);
    view.update(inferring(counts(0, 200), models));
    expect(written()).toBe('[0:00] infer: 1 model, 200 samples, 1 task\n');
    clock.now = 5000;
    view.update(inferring(counts(19, 200), models));
    expect(written()).toBe('');
    view.update(inferring(counts(20, 200, 1), models, { workers, samplesPerSecond: 4, etaSeconds: 45 }));
    expect(written()).toBe('[0:05] infer 10%: 20/200 samples, 1 failed, 4.0/s, 0:45 left, 2 workers and 1 starting\n');
    clock.now = 9000;
    const ended = inferring(counts(199, 200, 1), models);
    const infer = ended.infer && { ...ended.infer, status: 'ended' as const };
    view.update({ ...ended, ...(infer && { infer }), eval: scoring('running', counts(0, 2)) });
    view.update({ ...ended, ...(infer && { infer }), eval: scoring('ended', counts(1, 2, 1)) });
    view.stop();
    expect(written()).toBe(
      [
        '[0:09] infer ended: 199/200 samples, 1 failed',
        '[0:09] eval: 2 pairs',
        '[0:09] eval ended: 1/2 pairs, 1 failed',
        '',
      ].join('\n'),
    );
  });

  it('says why jobs wait, when that has changed for a while', () => {
    const { view, clock, written } = bench(false);
    const waiting = (...waits: { reason: string; jobs: number }[]) => {
      const state = inferring(counts(0, 200), models);
      return { ...state, ...(state.infer && { infer: { ...state.infer, gpusInUse: 4, waits } }) };
    };
    view.update(waiting());
    written();
    clock.now = 4_999;
    view.update(waiting({ reason: 'Resources', jobs: 3 }));
    expect(written()).toBe('');
    clock.now = 5_000;
    view.update(waiting({ reason: 'Resources', jobs: 3 }));
    expect(written()).toBe('[0:05] infer 0%: 0/200 samples, 0 workers, 4 GPUs in use, 3 queued (Resources)\n');
    clock.now = 10_000;
    view.update(waiting({ reason: 'Priority', jobs: 1 }, { reason: '', jobs: 1 }));
    expect(written()).toContain('2 queued (Priority 1)');
  });

  it('tells of the jobs of an earlier launcher, and again after half a minute', () => {
    const { view, clock, written } = bench(false);
    const state = (open: number, answered: number) => ({
      ...{ startedAt: 0, failures: [], warnings: [] },
      earlier: { total: 16, open, answered, waits: [{ reason: 'Resources', jobs: 4 }] },
    });
    view.update(state(16, 0));
    expect(written()).toBe('[0:00] waiting for 16 jobs of an earlier launcher, 4 queued (Resources)\n');
    clock.now = 30_000;
    view.update(state(12, 1204));
    expect(written()).toBe(
      '[0:30] waiting for 12 of 16 jobs of an earlier launcher, 1,204 samples answered meanwhile, 4 queued (Resources)\n',
    );
  });

  it('gives a sign of life after half a minute without news', () => {
    const { view, clock, written } = bench(false);
    view.update(inferring(counts(0, 200), models));
    written();
    clock.now = 29_999;
    clock.tick();
    expect(written()).toBe('');
    clock.now = 30_000;
    clock.tick();
    clock.tick();
    expect(written()).toBe('[0:30] infer 0%: 0/200 samples, 0 workers\n');
  });

  it('says every warning and failure once, each on one line', () => {
    const { view, written } = bench(false);
    const state = inferring(counts(0, 200), models);
    view.update({ ...state, warnings: ['slow\n disk'] });
    view.update({ ...state, warnings: ['slow\n disk'], failures: ['a'] });
    view.update({ ...state, warnings: ['slow\n disk'], failures: ['a', 'b'] });
    view.stop();
    expect(written().split('\n').slice(0, -1)).toEqual([
      '[0:00] warning: slow disk',
      '[0:00] infer: 1 model, 200 samples, 1 task',
      '[0:00] failed: a',
      '[0:00] failed: b',
    ]);
  });

  it('writes no terminal codes', () => {
    const { view, written } = bench(false);
    view.update({ ...inferring(counts(0, 200), models), failures: ['\u001b[31mred\u001b[0m'] });
    expect(written()).toContain('failed: red\n');
  });

  it('says nothing when it is stopped before it knew anything', () => {
    const { view, clock, written } = bench(false);
    view.stop();
    expect(written()).toBe('');
    expect(clock.isTicking).toBe(false);
  });
});

describe('a live view on a terminal', () => {
  it('draws with the tick, over what it drew before, and nothing when nothing is new', () => {
    const { view, clock, written } = bench(true);
    view.update(inferring(counts(0, 200), models));
    expect(written()).toBe('');
    clock.tick();
    expect(written()).toContain('infer  ');
    clock.tick();
    expect(written()).toBe('');
    clock.now = 1000;
    clock.tick();
    expect(written().startsWith('\u001b[2K')).toBe(true);
  });

  it('leaves the last state on the screen', () => {
    const { view, clock, written } = bench(true);
    view.update(inferring(counts(0, 200), models));
    clock.tick();
    view.update(inferring(counts(200, 200), models));
    written();
    view.stop();
    expect(written()).toContain('100%');
    expect(clock.isTicking).toBe(false);
  });

  it('fits the terminal: no line is as wide, nor are there more lines', () => {
    const { view, clock, written } = bench(true, { columns: 30, rows: 4 });
    view.update({ ...inferring(counts(0, 200), models), failures: ['a'.repeat(100), 'b', 'c'] });
    clock.tick();
    const lines = written().trimEnd().split('\n');
    expect(lines.length).toBeLessThan(4);
    expect(lines.every((line) => line.length < 30)).toBe(true);
  });

  it('adds lines instead where the terminal has no size', () => {
    const { view, written } = bench(true, { columns: 0, rows: 0 });
    view.update(inferring(counts(0, 200), models));
    expect(written()).toBe('[0:00] infer: 1 model, 200 samples, 1 task\n');
  });
});
