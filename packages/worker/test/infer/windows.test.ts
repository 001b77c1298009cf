import { describe, expect, it } from 'vitest';
import type { FedSample } from '../../src/infer/feed.ts';
import type { Inferencer } from '../../src/infer/inferencers/inferencer.ts';
import { TaskProgress } from '../../src/infer/task-progress.ts';
import { ahead, inTurn, windows } from '../../src/infer/windows.ts';
import { inferencerOf, NO_LIMITS } from './inferencers/support.ts';

function inferencer(batchSize: number | undefined, type = 'gen'): Inferencer {
  const prompt_template = { template: type === 'gen' ? '{q}' : { yes: '{q}' } };
  return inferencerOf({ prompt_template, inferencer: { type } }, { limits: { ...NO_LIMITS, batchSize } });
}

/** `count` samples of a task of their own. */
async function taskOf(asked: Inferencer, count: number, attempt = 0): Promise<FedSample[]> {
  const progress = new TaskProgress({ id: 't', plan: 1, model: 'm', parts: [], cost: 1 }, attempt);
  const [prepared] = await asked.prepare([{ index: 0, id: '0', position: 0, replica: 0, row: { q: 'x' } }]);
  // Windows look at nothing but the inferencer of a dataset.
  const dataset = { inferencer: asked } as FedSample['dataset'];
  return Array.from({ length: count }, () => ({
    progress,
    part: 0,
    prepared: prepared as FedSample['prepared'],
    dataset,
    path: '',
  }));
}

async function sizesOf(...tasks: readonly Promise<FedSample[]>[]): Promise<number[]> {
  const sizes: number[] = [];
  const samples = (await Promise.all(tasks)).flat();
  async function* feed() {
    yield* samples;
  }
  for await (const window of windows(feed())) {
    expect(new Set(window.map(({ dataset }) => dataset.inferencer.kind)).size).toBe(1);
    sizes.push(window.length);
  }
  return sizes;
}

describe('windows', () => {
  it('hold eight batches of one task', async () => {
    expect(await sizesOf(taskOf(inferencer(4), 70))).toEqual([32, 32, 6]);
    expect(await sizesOf(taskOf(inferencer(undefined), 200))).toEqual([128, 72]);
  });

  it('put small tasks together until a batch is full', async () => {
    const asked = inferencer(4);
    expect(await sizesOf(...[1, 1, 1, 1, 1].map((count) => taskOf(asked, count)))).toEqual([4, 1]);
    expect(await sizesOf(...[3, 3, 3].map((count) => taskOf(asked, count)))).toEqual([4, 4, 1]);
  });

  it('never lose a batch to a few samples left over, of whichever dataset', async () => {
    const [a, b] = [inferencer(4), inferencer(4)];
    expect(await sizesOf(taskOf(a, 34), taskOf(b, 7))).toEqual([32, 4, 5]);
    expect(await sizesOf(taskOf(a, 4), taskOf(b, 4))).toEqual([4, 4]);
  });

  it('never mix what is written with what is scored, nor batches of different sizes', async () => {
    const [writes, scores] = [inferencer(4), inferencer(4, 'ppl')];
    expect(await sizesOf(taskOf(writes, 1), taskOf(scores, 1), taskOf(scores, 1))).toEqual([1, 2]);
    expect(await sizesOf(taskOf(writes, 1), taskOf(inferencer(8), 1))).toEqual([1, 1]);
  });

  it('keep a task that is tried again to itself', async () => {
    const asked = inferencer(4);
    expect(await sizesOf(taskOf(asked, 1), taskOf(asked, 2, 1), taskOf(asked, 1))).toEqual([1, 2, 1]);
  });

  it('are none where there are no samples', async () => {
    expect(await sizesOf()).toEqual([]);
  });
});

describe('windows in turn', () => {
  /** Two windows of batches of four, and how many samples were taken from the feed by then. */
  async function turnsOf(...counts: readonly number[]) {
    const asked = inferencer(4);
    const samples = (await Promise.all(counts.map((count) => taskOf(asked, count)))).flat();
    let read = 0;
    async function* feed() {
      for (const sample of samples) {
        read += 1;
        yield sample;
      }
    }
    const turns = inTurn(windows(feed()));
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    return { turns, read: () => settled().then(() => read) };
  }

  it('are made when a batch of the last one is left, and no sample is read before', async () => {
    const { turns, read } = await turnsOf(32, 32);
    const first = (await turns.next()).value;
    expect(first?.window).toHaveLength(32);
    first?.onLeft(5);
    expect(await read()).toBe(32);
    first?.onLeft(4);
    expect(await read()).toBe(64);
    expect((await turns.next()).value?.window).toHaveLength(32);
    expect((await turns.next()).done).toBe(true);
  });

  it('come all the same where nobody tells how many are left', async () => {
    const { turns } = await turnsOf(34);
    const sizes: number[] = [];
    for await (const { window } of turns) sizes.push(window.length);
    expect(sizes).toEqual([32, 2]);
  });

  it('pass a failure of the feed on, after the windows before it', async () => {
    const samples = await taskOf(inferencer(1), 8);
    async function* feed() {
      yield* samples;
      throw new Error('broken');
    }
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { window, onLeft } of inTurn(windows(feed()))) {
        onLeft(0);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(window.length);
      }
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(seen).toEqual([8]);
  });
});

describe('reading ahead', () => {
  it('makes the next item while the last is in use, and no more', async () => {
    let made = 0;
    async function* items() {
      for (; made < 5; ) yield ++made;
    }
    const seen: [number, number][] = [];
    for await (const item of ahead(items(), 1)) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push([item, made]);
    }
    expect(seen).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 5],
    ]);
  });

  it('keeps as many items ready as it is told', async () => {
    let made = 0;
    async function* items() {
      for (; made < 10; ) yield ++made;
    }
    const seen: [number, number][] = [];
    for await (const item of ahead(items(), 4)) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push([item, made]);
    }
    expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => [i + 1, Math.min(10, i + 5)]));
  });

  it('passes failures on, after the items before them', async () => {
    async function* items() {
      yield 1;
      throw new Error('broken');
    }
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of ahead(items(), 1)) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(seen).toEqual([1]);
  });

  it('ends its source when nobody reads on', async () => {
    let ended = false;
    async function* items() {
      try {
        for (let i = 0; ; i += 1) yield i;
      } finally {
        ended = true;
      }
    }
    for await (const item of ahead(items(), 1)) if (item === 2) break;
    expect(ended).toBe(true);
  });
});
