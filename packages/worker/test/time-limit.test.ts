import type { ModelCallOptions } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { type TimeLimit, timeLimitOf, withinTime } from '../src/time-limit.ts';
import { never } from './support.ts';

interface Asked {
  readonly index: number;
  readonly prompt: string;
}
type Answered = { readonly index: number; readonly text: string };
type Model = (requests: readonly Asked[], options: ModelCallOptions) => AsyncIterable<Answered>;

/** A clock on which time passes when somebody waits and nothing else can happen. */
function limitOf(seconds: number): TimeLimit & { readonly waits: number[] } {
  const waits: number[] = [];
  const setTimer = (callback: () => void, ms: number) => {
    waits.push(ms);
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  };
  return { seconds, setTimer, waits };
}

const FOREVER = new Promise<never>(() => {});

/** Never answers what begins with `hang`; ends when its signal is aborted, unless the prompt says `deaf`. */
function modelOf(calls: string[][]): Model {
  return async function* (requests, { signal }) {
    calls.push(requests.map(({ prompt }) => prompt));
    for (const { index, prompt } of requests) {
      if (prompt === 'hang deaf') await FOREVER;
      if (prompt === 'hang') await new Promise((_, reject) => signal.addEventListener('abort', reject));
      yield { index, text: prompt };
    }
  };
}

async function ask(
  prompts: readonly string[],
  { model = modelOf([]), limit = limitOf(60), batchSize = 2, signal = never() } = {},
): Promise<string[]> {
  const requests = prompts.map((prompt, index) => ({ index, prompt }));
  const said: string[] = [];
  for await (const result of withinTime(model, requests, { signal, batchSize }, limit)) {
    said.push(`${result.index} ${'error' in result ? `${result.error.code} ${result.error.message}` : result.text}`);
  }
  return said.sort();
}

describe('a time limit', () => {
  it('lets everything through that is in time', async () => {
    const calls: string[][] = [];
    const limit = limitOf(60);
    expect(await ask(['a', 'b', 'c'], { model: modelOf(calls), limit })).toEqual(['0 a', '1 b', '2 c']);
    expect(calls).toEqual([['a', 'b', 'c']]);
    expect(new Set(limit.waits)).toEqual(new Set([60_000]));
  });

  for (const hang of ['hang', 'hang deaf']) {
    it(`fails the one request that never ends, and answers the others (${hang})`, async () => {
      const calls: string[][] = [];
      const said = await ask(['a', 'b', hang, 'c', 'd', 'e'], { model: modelOf(calls) });
      expect(said).toEqual(['0 a', '1 b', '2 TIMEOUT no answer within 60 s (sample_time_limit)', '3 c', '4 d', '5 e']);
      // What is left of the window by batches; what is left of the batch by itself.
      expect(calls).toEqual([['a', 'b', hang, 'c', 'd', 'e'], [hang, 'c'], [hang], ['c'], ['d', 'e']]);
    });
  }

  it('fails a request behind a server alone, as soon as it is late', async () => {
    expect(await ask(['hang'])).toEqual(['0 TIMEOUT no answer within 60 s (sample_time_limit)']);
  });

  it('keeps what a model had finished when it was told to stop', async () => {
    const calls: string[][] = [];
    async function* model(requests: readonly Asked[], { signal }: ModelCallOptions) {
      calls.push(requests.map(({ prompt }) => prompt));
      if (requests.length > 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      for (const { index, prompt } of requests.slice(0, 2)) yield { index, text: prompt };
    }
    expect(await ask(['a', 'b', 'c'], { model })).toEqual(['0 a', '1 b', '2 c']);
    expect(calls).toEqual([['a', 'b', 'c'], ['c']]);
  });

  it('passes an end on: nothing is late that nobody waits for', async () => {
    const ended = new AbortController();
    const model: Model = async function* ([first], { signal }) {
      yield { index: first?.index ?? 0, text: 'a' };
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
        ended.abort();
      });
    };
    expect(await ask(['a', 'b'], { model, signal: ended.signal })).toEqual(['0 a']);
  });

  it('passes failures on', async () => {
    async function* model() {
      yield { index: 0, text: 'a' };
      throw new Error('broken');
    }
    await expect(ask(['a', 'b'], { model })).rejects.toThrow('broken');
  });

  it('is the `sample_time_limit` of a model block; without one there is none', () => {
    expect(timeLimitOf({ sample_time_limit: 2.5 })).toMatchObject({ seconds: 2.5 });
    expect(timeLimitOf({})).toBeUndefined();
  });
});
