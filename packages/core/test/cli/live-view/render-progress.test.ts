import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderProgress } from '../../../src/cli/live-view/render-progress.ts';
import { counts, inferring, model, scoring } from './states.ts';

describe('renderProgress', () => {
  it('shows the stage, its models and what else there is to know', () => {
    const models = [
      model('tiny-m', counts(1000, 2000), {
        samplesPerSecond: 38.1,
        etaSeconds: 26,
        workers: { queued: 0, running: 2, starting: 0 },
      }),
      model('tiny-s', counts(240, 2000), {
        samplesPerSecond: 0.5,
        etaSeconds: 3520,
        workers: { queued: 0, running: 1, starting: 1 },
      }),
    ];
    const state = inferring(counts(1240, 4000), models, {
      samplesPerSecond: 38.6,
      etaSeconds: 3520,
      workers: { queued: 0, running: 3, starting: 1 },
      tasks: counts(3, 9),
      outputTokens: 123_456,
    });
    expect(renderProgress({ ...state, eval: scoring('running', counts(3, 12, 1)) }, 80, 62_000)).toEqual([
      'infer     █████░░░░░░░░░░░░░░  31%  1,240/4,000    38.6/s  58:40 left  3 busy +1',
      '  tiny-m  █████████░░░░░░░░░░  50%  1,000/2,000    38.1/s   0:26 left     2 busy',
      '  tiny-s  ██░░░░░░░░░░░░░░░░░  12%    240/2,000  30.0/min  58:40 left  1 busy +1',
      '3/9 tasks · 123.5K tokens written · 3/12 pairs scored, 1 failed · 1:02 elapsed',
    ]);
  });

  it('shows one model as the stage itself', () => {
    const state = inferring(counts(0, 20), [model('echo', counts(0, 20))], {
      workers: { queued: 0, running: 0, starting: 2 },
    });
    expect(renderProgress(state, 60, 0)).toEqual([
      'infer  ░░░░░░░░░░░░░░░░░░░░░░░░  0%  0/20  2 loading',
      '0/1 task · 0:00 elapsed',
    ]);
  });

  it('shows GPUs in use and why jobs are queued', () => {
    const state = inferring(counts(0, 20), [model('echo', counts(0, 20))]);
    const waits = [
      { reason: 'Resources', jobs: 3 },
      { reason: 'Priority', jobs: 1 },
    ];
    const infer = state.infer && { ...state.infer, gpusInUse: 16, waits };
    expect(renderProgress({ ...state, ...(infer && { infer }) }, 90, 0)[1]).toBe(
      '0/1 task · 16 GPUs in use · 4 queued (Resources 3, Priority 1) · 0:00 elapsed',
    );
  });

  it('stops guessing when a model is through, and says 100% for all alone', () => {
    const almost = { samplesPerSecond: 5, etaSeconds: 1 };
    const state = inferring(counts(1999, 2000), [
      model('a', counts(999, 1000), almost),
      model('b', counts(998, 1000, 2), almost),
    ]);
    const [, a, b] = renderProgress(state, 80, 0);
    expect(a).toMatch(/ 99% .* 5\.0\/s +0:01 left$/);
    expect(b).toMatch(/ 99% .* 2 failed$/);
  });

  it('shows the newest warnings and failures and counts the others', () => {
    const failures = [1, 2, 3, 4, 5].map((n) => `task ${n}: out of memory`);
    const state = { ...inferring(counts(1, 2), []), failures, warnings: ['slow disk'] };
    expect(renderProgress(state, 80, 3_723_000).slice(1)).toEqual([
      '0/1 task · 1h 02m elapsed',
      '! slow disk',
      '✗ 2 earlier failures',
      '✗ task 3: out of memory',
      '✗ task 4: out of memory',
      '✗ task 5: out of memory',
    ]);
  });

  it('shows those at work of many models and counts the rest', () => {
    const models = Array.from({ length: 30 }, (_, index) =>
      model(`m${index}`, counts(index < 10 ? 5 : 0, 5), {
        workers: { queued: 0, running: index >= 20 && index < 25 ? 1 : 0, starting: 0 },
      }),
    );
    const lines = renderProgress(inferring(counts(50, 150), models), 80, 0);
    const names = lines.slice(1, 13).map((line) => line.trim().split(' ')[0]);
    expect(names).toEqual(['m10', 'm11', 'm12', 'm13', 'm14', 'm15', 'm16', 'm20', 'm21', 'm22', 'm23', 'm24']);
    expect(lines[13]).toBe('  and 18 more: 10 done, 8 to do');
  });

  it('counts columns, not characters', () => {
    const models = [model('通义千问', counts(1, 2)), model('ab', counts(1, 2))];
    const [stage, wide, narrow] = renderProgress(inferring(counts(2, 4), models), 80, 0);
    const barStart = [stage, wide, narrow].map((line = '') => stringWidth(line.slice(0, line.indexOf('█'))));
    expect(new Set(barStart)).toEqual(new Set([12]));
  });

  it('is blank of stages that are not part of the run', () => {
    expect(renderProgress({ startedAt: 0, failures: [], warnings: [] }, 80, 1000)).toEqual(['0:01 elapsed']);
  });

  it('never exceeds the width nor breaks a line, whatever the names and numbers', () => {
    const count = fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(([a, b, c]) => counts(a, a + b + c, b));
    const models = fc.array(
      fc
        .tuple(fc.string({ unit: 'binary' }), count, fc.double({ min: 0, max: 1e9, noNaN: true }), fc.nat())
        .map(([name, samples, samplesPerSecond, running]) =>
          model(name, samples, {
            samplesPerSecond,
            etaSeconds: running,
            workers: { queued: 0, running, starting: running },
          }),
        ),
      { maxLength: 15 },
    );
    const text = fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 });
    fc.assert(
      fc.property(models, count, text, text, fc.integer({ min: 1, max: 200 }), (all, samples, one, two, width) => {
        const lines = renderProgress({ ...inferring(samples, all), failures: one, warnings: two }, width, 1e9);
        for (const line of lines) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}]/u);
        }
      }),
    );
  });
});
