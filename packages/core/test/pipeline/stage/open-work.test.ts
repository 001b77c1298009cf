import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { endAttempt, StageDirectory, type TaskRecord } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { TaskStates } from '../../../src/pipeline/stage/task-states.ts';
import { OpenWork } from '../../../src/schedule/open-work.ts';
import { Speeds } from '../../../src/schedule/speeds.ts';

const DATASETS = ['a', 'b', 'c'];
const ESTIMATES = new Map([
  ['a', 1],
  ['b', 0.1],
  ['c', 30],
]);

const part = fc.record({
  dataset: fc.constantFrom(...DATASETS),
  start: fc.integer({ min: 0, max: 5 }),
  size: fc.integer({ min: 1, max: 200 }),
});
const task = fc.record({
  parts: fc.array(part, { minLength: 1, maxLength: 3 }),
  cost: fc.integer({ min: 0, max: 100 }),
});
const which = fc.nat(1_000);

const event = fc.oneof(
  fc.record({ what: fc.constant('added' as const), tasks: fc.array(task, { maxLength: 8 }) }),
  fc.record({ what: fc.constantFrom('claimed' as const, 'succeeded' as const), which, attempt: fc.nat(2) }),
  fc.record({ what: fc.constantFrom('released' as const, 'failed' as const), which, attempt: fc.nat(2) }),
  fc.record({ what: fc.constant('cut' as const), which, pieces: fc.array(task, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    what: fc.constant('observed' as const),
    dataset: fc.constantFrom(...DATASETS),
    samples: fc.integer({ min: 1, max: 50 }),
    seconds: fc.double({ min: 0.001, max: 1e4, noNaN: true }),
  }),
  fc.record({ what: fc.constant('looked' as const), limit: fc.double({ min: 0, max: 5_000, noNaN: true }) }),
);

/** What a launcher knows of one model's tasks, and a look that counts everything afresh. */
class Launcher {
  readonly speeds = new Speeds(ESTIMATES);
  readonly #stage: StageDirectory;
  readonly #states: TaskStates;
  readonly #ids: string[] = [];

  constructor(stage: StageDirectory) {
    this.#stage = stage;
    this.#states = new TaskStates(stage, 1);
  }

  async happens(happened: typeof event extends fc.Arbitrary<infer Event> ? Event : never): Promise<void> {
    switch (happened.what) {
      case 'added':
        this.#add(happened.tasks);
        break;
      case 'claimed':
        this.#states.claimed(this.#pick(happened.which), happened.attempt);
        break;
      case 'succeeded':
        this.#states.succeeded(this.#pick(happened.which));
        break;
      case 'released':
      case 'failed':
        await this.#setBack(this.#pick(happened.which), happened.attempt, happened.what);
        break;
      case 'cut':
        this.#states.split(this.#pick(happened.which));
        this.#add(happened.pieces);
        break;
      case 'observed':
        this.speeds.observe(happened.dataset, happened.samples, happened.seconds);
        break;
      default:
        this.expectTheSame(happened.limit);
    }
  }

  expectTheSame(limit: number): void {
    const open = this.#states.of('m', 'open');
    const work = this.#states.openWork('m');
    const perSample = (dataset: string) => this.speeds.perSample(dataset);
    const seconds = open.map(({ parts }) => this.speeds.secondsOf(parts));
    expectClose(work.seconds(perSample), sum(seconds));
    expectClose(work.cost(this.speeds), sum(seconds));
    const costs = sum(open.map(({ cost }) => cost));
    expect(work.cost(undefined)).toBe(open.length > 0 ? Math.max(costs, Number.MIN_VALUE) : 0);
    // Sums in another order may differ by rounding: nobody is asked about a task that takes just as long.
    const clear = limit + 1e-9 * (1 + limit);
    const long = new Set(work.longerThan(limit, perSample).map(({ id }) => id));
    for (const [i, { id }] of open.entries())
      if (Math.abs((seconds[i] as number) - limit) > clear - limit)
        expect([id, long.has(id)]).toEqual([id, (seconds[i] as number) > limit]);
    expect(open.map(({ id }) => id)).toEqual(expect.arrayContaining([...long]));
  }

  #add(tasks: readonly { parts: readonly { dataset: string; start: number; size: number }[]; cost: number }[]): void {
    const records = tasks.map(({ parts, cost }, i): TaskRecord => {
      const ranges = parts.map(({ dataset, start, size }) => ({ dataset, start, end: start + size }));
      return { id: `${this.#ids.length + i}`, plan: 1, model: 'm', parts: ranges, cost };
    });
    this.#states.add(records);
    this.#ids.push(...records.map(({ id }) => id));
  }

  async #setBack(task: string, attempt: number, status: 'released' | 'failed'): Promise<void> {
    const base = { task, attempt, worker: 'w', time: '', detail: '' };
    await endAttempt(this.#stage, status === 'failed' ? { ...base, status, reason: 'error' } : { ...base, status });
    this.#states.setBack(task, attempt);
    await this.#states.syncSetBack();
  }

  #pick(nth: number): string {
    return this.#ids[nth % Math.max(1, this.#ids.length)] ?? 'none';
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function expectClose(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * expected);
}

describe('the sums over open tasks', () => {
  it('are what counting afresh comes to, whatever happened', async () => {
    const limit = fc.double({ min: 0, max: 5_000, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), limit, async (events, seconds) => {
        const stage = new StageDirectory(await mkdtemp(join(tmpdir(), 'oc-open-work-')));
        await mkdir(stage.endedAttempts);
        const launcher = new Launcher(stage);
        for (const happened of events) await launcher.happens(happened);
        launcher.expectTheSame(seconds);
        await rm(stage.root, { recursive: true });
      }),
    );
  });

  it('are costs where nothing is known of seconds, and more than nothing while there is a task', () => {
    const work = new OpenWork<TaskRecord>();
    const free = { id: 'a', plan: 1, model: 'm', parts: [{ dataset: 'new', start: 0, end: 9 }], cost: 0 };
    work.add(free);
    expect(work.cost(new Speeds(new Map()))).toBeGreaterThan(0);
    work.add({ ...free, id: 'b', cost: 7 });
    expect(work.cost(new Speeds(new Map()))).toBe(7);
  });
});
