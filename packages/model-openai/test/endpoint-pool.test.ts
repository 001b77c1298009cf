import { describe, expect, it } from 'vitest';
import type { Fault, OpenAiServerOptions } from '../../../test/support/openai-server.ts';
import type { OpenAiOptions } from '../src/index.ts';
import { ask, errorFrom, failureFor, modelWithClock, serve, textFor } from './support.ts';

const broken: OpenAiServerOptions = { fault: () => ({ kind: 'reply', status: 503, body: 'out of order' }) };
const { signal } = new AbortController();

/** A model with one server for each of the options. */
async function pool(servers: readonly OpenAiServerOptions[], options: Partial<OpenAiOptions> = {}) {
  const started = await Promise.all(servers.map(serve));
  const urls = started.map(({ url }) => url);
  return { servers: started, ...modelWithClock({ url: '' }, { ...options, base_url: urls }) };
}

type Pool = Awaited<ReturnType<typeof pool>>;

async function askMany({ model }: Pool, count: number): Promise<void> {
  const prompts = Array.from({ length: count }, (_, index) => `prompt ${index}`);
  expect((await Promise.all(prompts.map((prompt) => textFor(model, prompt)))).toSorted()).toEqual(prompts.toSorted());
}

function counts({ servers }: Pool): number[] {
  return servers.map(({ requests }) => requests.length);
}

describe('a pool of endpoints', () => {
  it('keeps the limit at each of them, and as many in flight as all of them take', async () => {
    const three = await pool([{ latencyMs: 10 }, { latencyMs: 10 }, { latencyMs: 10 }], { concurrency: 4 });
    expect(three.model.concurrency).toBe(12);
    await askMany(three, 60);
    expect(three.servers.map(({ peak }) => peak)).toEqual([4, 4, 4]);
  });

  it('asks those in turn that have equally little to do', async () => {
    const three = await pool([{}, {}, {}]);
    for (let i = 0; i < 9; i += 1) await textFor(three.model, 'Hi');
    expect(counts(three)).toEqual([3, 3, 3]);
  });

  it('gives most to who is fastest', async () => {
    const two = await pool([{ latencyMs: 2 }, { latencyMs: 60 }], { concurrency: 2 });
    const asked = two.model.generate(
      Array.from({ length: 80 }, (_, index) => ({ index, prompt: 'Hi' })),
      { signal },
    );
    for await (const _ of asked);
    const [fast = 0, slow = 0] = counts(two);
    expect(fast + slow).toBe(80);
    expect(fast).toBeGreaterThan(2 * slow);
  });

  it('tries again elsewhere at once', async () => {
    const { model, servers, clock } = await pool([broken, broken, {}]);
    for (let i = 0; i < 4; i += 1) expect(await textFor(model, 'Hi')).toBe('Hi');
    expect(clock.slept).toEqual([]);
    expect(servers[2]?.requests.length).toBe(4);
  });

  it('waits before it begins anew with those that have all failed', async () => {
    const fault = ({ number }: { number: number }): Fault | undefined => (number === 1 ? { kind: 'reset' } : undefined);
    const two = await pool([{ fault }, { fault }]);
    expect(await textFor(two.model, 'Hi')).toBe('Hi');
    expect(two.clock.slept).toEqual([375]);
  });

  it('leaves out the one that failed five times in a row, and tries it with one request after 5 s', async () => {
    let isBroken = true;
    const two = await pool([{ fault: () => (isBroken ? { kind: 'reset' } : undefined) }, {}]);
    const { model, clock, messages } = two;
    for (let i = 0; i < 30; i += 1) await textFor(model, 'Hi');
    expect(counts(two)).toEqual([5, 30]);
    expect(messages).toContainEqual(expect.stringContaining('nothing is sent there for 5 s'));

    await clock.sleep(5000, signal);
    await askMany(two, 8);
    expect(counts(two)).toEqual([6, 38]);

    isBroken = false;
    await clock.sleep(9999, signal);
    await textFor(model, 'Hi');
    expect(counts(two)).toEqual([6, 39]);
    await clock.sleep(1, signal);
    await askMany(two, 4);
    expect(counts(two)).toEqual([7, 42]);
    expect(messages).toContainEqual(expect.stringContaining('answers again'));
    await askMany(two, 4);
    expect(counts(two)).toEqual([9, 44]);
  });

  it('sends nothing to the one that asked for a pause while the other takes it', async () => {
    const fault = ({ number }: { number: number }): Fault | undefined =>
      number === 1 ? { kind: 'reply', status: 429, headers: { 'retry-after': '20' } } : undefined;
    const two = await pool([{ fault }, {}], { retry: 1 });
    await askMany(two, 10);
    const [first = 0] = counts(two);
    await askMany(two, 10);
    expect(counts(two)[0]).toBe(first);
    await two.clock.sleep(21_000, signal);
    await askMany(two, 10);
    expect(counts(two)[0]).toBeGreaterThan(first);
  });

  it('fails a sample as a single endpoint does when all are broken', async () => {
    const two = await pool([broken, broken], { retry: 2 });
    for (let i = 0; i < 10; i += 1) {
      expect(await failureFor(two.model, 'Hi')).toEqual({
        code: 'HTTP_503',
        message: expect.stringMatching(/^HTTP 503 from http.*: out of order \(after 3 tries\)$/),
      });
    }
    expect(counts(two)).toEqual([15, 15]);
  });

  it('ends at once where one refuses the key', async () => {
    const { model } = await pool([{ fault: () => ({ kind: 'reply', status: 401, body: 'no' }) }, {}]);
    expect(await errorFrom(Promise.all([ask(model, 'a'), ask(model, 'b')]))).toMatchObject({
      code: 'OPENAI_ACCESS_DENIED',
      fatal: true,
    });
  });

  it('asks no more of an endpoint than it bears', async () => {
    const server = await serve({
      latencyMs: 2,
      fault: () => (server.open > 8 ? { kind: 'reply', status: 429 } : undefined),
    });
    const { model } = modelWithClock(server, { retry: 100 });
    const prompts = Array.from({ length: 600 }, (_, index) => `prompt ${index}`);
    expect(await Promise.all(prompts.map((prompt) => textFor(model, prompt)))).toEqual(prompts);
    expect(server.requests.length).toBeLessThan(900);
  });

  it('embeds at all of them', async () => {
    const two = await pool([{}, broken]);
    for (const text of ['a', 'b', 'c', 'd']) expect(await two.model.embed?.([text], { signal })).toHaveLength(1);
    expect(two.servers.flatMap(({ requests }) => requests).every(({ path }) => path === '/v1/embeddings')).toBe(true);
  });
});
