import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../test/support/openai-server.ts';
import { ask, modelFor, serve } from './support.ts';

describe('an abort', () => {
  it.each([undefined, { kind: 'hang' }, { kind: 'drip' }] as (Fault | undefined)[])(
    'closes every connection at once and ends the calls: %j',
    async (fault) => {
      const server = await serve({ latencyMs: fault ? 0 : 60_000, fault: () => fault });
      // Without tries left, too: an abort is not a failure of the sample.
      const model = await modelFor(server, { concurrency: 64, retry: 0 });
      const abort = new AbortController();
      const calls = Array.from({ length: 100 }, (_, index) => ask(model, 'Hi', { index }, abort.signal));
      await expect.poll(() => server.open, { timeout: 20_000 }).toBe(64);
      abort.abort();
      expect(await Promise.all(calls)).toEqual(Array(100).fill(undefined));
      await expect.poll(() => server.open, { timeout: 20_000 }).toBe(0);
      expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    },
  );

  it('ends the wait between tries, and a pause that the server asked for', async () => {
    const server = await serve({ fault: () => ({ kind: 'reply', status: 429, headers: { 'retry-after': '500' } }) });
    const model = await modelFor(server);
    const abort = new AbortController();
    const calls = Array.from({ length: 20 }, () => ask(model, 'Hi', {}, abort.signal));
    await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBeGreaterThan(0);
    abort.abort();
    expect(await Promise.all(calls)).toEqual(Array(20).fill(undefined));
  });

  it('ends the wait for a turn', async () => {
    const model = await modelFor(await serve(), { query_per_second: 0.001 });
    const abort = new AbortController();
    const calls = [1, 2, 3].map(() => ask(model, 'Hi', {}, abort.signal));
    await calls[0];
    abort.abort();
    expect(await Promise.all(calls.slice(1))).toEqual([undefined, undefined]);
  });

  it('that came before the call sends nothing', async () => {
    const server = await serve();
    const model = await modelFor(server);
    expect(await ask(model, 'Hi', {}, AbortSignal.abort())).toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  it('needs no warning about listeners, with thousands of calls on one signal', async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error) => void warnings.push(warning);
    process.on('warning', keep);
    const { signal } = new AbortController();
    const model = await modelFor(await serve({ latencyMs: 1 }), { concurrency: 256 });
    await Promise.all(Array.from({ length: 3000 }, (_, index) => ask(model, 'Hi', { index }, signal)));
    await new Promise(setImmediate);
    process.off('warning', keep);
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
