import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { recordingLogger } from 'oc-conformance';
import { isOcError } from 'oc-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../../../test/support/openai-server.ts';
import { createOpenAiModel } from '../src/openai-model.ts';
import { ask, errorFrom, failureFor, jumpingClock, modelWithClock, optionsWith, serve, textFor } from './support.ts';

const PASSING: [string, Fault][] = [
  ...[408, 409, 429, 500, 502, 503, 504, 529].map((status): [string, Fault] => [
    `HTTP ${status}`,
    { kind: 'reply', status, body: { error: { message: 'later' } } },
  ]),
  ['a reset connection', { kind: 'reset' }],
  ['a body that is cut off', { kind: 'cut' }],
  ['a body that is not JSON', { kind: 'reply', status: 200, body: '<html>gateway</html>' }],
  ['half of a JSON text', { kind: 'reply', status: 200, body: '{"choices": [{"mess' }],
  ['an empty body', { kind: 'reply', status: 200 }],
  ['JSON without choices', { kind: 'reply', status: 200, body: { error: { message: 'overloaded' } } }],
];

describe('a failure that may pass', () => {
  it.each(PASSING)('is tried again: %s', async (_, fault) => {
    const server = await serve({ fault: ({ number }) => (number <= 2 ? fault : undefined) });
    const { model } = modelWithClock(server);
    expect(await textFor(model, 'Hi')).toBe('Hi');
    expect(server.requests.length).toBe(3);
  });

  it('leaves its place to others while its next try is waited for: a quarter more at most', async () => {
    const server = await serve({ fault: ({ number }) => (number <= 3 ? { kind: 'reply', status: 500 } : undefined) });
    let wake = () => {};
    const waiting = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const clock = { ...jumpingClock(), sleep: () => waiting };
    const options = optionsWith({ base_url: server.url, concurrency: 8 });
    const model = createOpenAiModel(options, recordingLogger().logger, { clock });
    onTestFinished(() => model.close());
    expect(model.concurrency).toBe(8);
    const texts = ['a', 'b', 'c'].map((prompt) => textFor(model, prompt));
    await expect.poll(() => model.concurrency).toBe(10);
    wake();
    expect(await Promise.all(texts)).toEqual(['a', 'b', 'c']);
    expect(model.concurrency).toBe(8);
  });

  it('is waited for with exponential backoff and full jitter', async () => {
    const server = await serve({ fault: () => ({ kind: 'reply', status: 500 }) });
    const { model, clock } = modelWithClock(server, {}, 0.5);
    await failureFor(model, 'Hi');
    expect(clock.slept).toEqual([62.5, 187.5, 562.5, 1687.5, 5062.5, 15_187.5]);
    expect(server.requests.length).toBe(7);
  });

  it.each([
    ['HTTP_429', { kind: 'reply', status: 429, body: { error: { message: 'slow\ndown' } } }, 'slow down'],
    ['HTTP_500', { kind: 'reply', status: 500, body: 'oops' }, 'oops'],
    ['HTTP_503', { kind: 'reply', status: 503 }, 'nothing said'],
    ['BAD_RESPONSE', { kind: 'reply', status: 200, body: 'garbage' }, 'garbage'],
    ['CONNECTION', { kind: 'reset' }, '127.0.0.1'],
    ['CONNECTION', { kind: 'cut' }, '127.0.0.1'],
  ] as [string, Fault, string][])('fails the sample when it does not pass: %s, %j', async (code, fault, words) => {
    const server = await serve({ fault: ({ prompt }) => (prompt === 'bad' ? fault : undefined) });
    const { model } = modelWithClock(server, { retry: 2 });
    const failure = await failureFor(model, 'bad');
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(words);
    expect(failure.message).toContain('after 3 tries');
    expect(failure.message).not.toContain('\n');
    expect(await textFor(model, 'good')).toBe('good');
  });

  it.each([{ kind: 'hang' }, { kind: 'drip' }] as Fault[])('has a time limit: %j', async (fault) => {
    const server = await serve({ fault: ({ number }) => (number === 1 ? fault : undefined) });
    const { model } = modelWithClock(server, { timeout_seconds: 0.1 });
    expect(await textFor(model, 'Hi')).toBe('Hi');
    await expect.poll(() => server.open).toBe(0);
  });

  it('fails the sample when the server never answers', async () => {
    const server = await serve({ fault: () => ({ kind: 'hang' }) });
    const { model } = modelWithClock(server, { timeout_seconds: 0.05, retry: 1 });
    expect(await failureFor(model, 'Hi')).toEqual({
      code: 'TIMEOUT',
      message: `${server.url}/chat/completions: no answer within 0.05 s (after 2 tries)`,
    });
  });

  it('fails the sample and names the address when nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}/v1`;
    const { model, clock } = modelWithClock({ url });
    const failure = await failureFor(model, 'Hi');
    expect(failure).toMatchObject({ code: 'CONNECTION', message: expect.stringContaining(url) });
    expect(failure.message).toContain('ECONNREFUSED');
    expect(clock.slept.length).toBe(6);
  });

  it('says what is wrong where a name has several addresses, none of which listens', async () => {
    const { model } = modelWithClock({ url: `http://localhost:${await freePort()}/v1` }, { retry: 0 });
    expect((await failureFor(model, 'Hi')).message).toContain('ECONNREFUSED');
  });
});

describe('a server that asks to wait', () => {
  const wait = (headers: Record<string, string>): Fault => ({ kind: 'reply', status: 429, headers, body: 'slow down' });

  it.each([
    [{ 'retry-after': '20' }, 20_000],
    [{ 'retry-after-ms': '2500' }, 2500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
  ])('is obeyed: %j', async (headers, ms) => {
    const server = await serve({ fault: ({ number }) => (number === 1 ? wait(headers) : undefined) });
    const { model, clock, messages } = modelWithClock(server, {}, 0);
    expect(await textFor(model, 'Hi')).toBe('Hi');
    expect(clock.slept.reduce((sum, slept) => sum + slept, 0)).toBe(ms);
    expect(messages).toContainEqual(expect.stringContaining(`pausing for ${ms / 1000} s`));
  });

  it('is obeyed by all requests of the model', async () => {
    const server = await serve({ fault: ({ number }) => (number === 1 ? wait({ 'retry-after': '20' }) : undefined) });
    const { model, clock } = modelWithClock(server, { retry: 0 }, 0);
    expect(await failureFor(model, 'first')).toMatchObject({ code: 'HTTP_429' });
    // Without a try left, the first still tells the others.
    expect(await textFor(model, 'second')).toBe('second');
    expect(clock.slept).toEqual([20_000]);
  });
});

describe('a request that can never be answered', () => {
  it.each([400, 413, 415, 422, 451])('fails at once with HTTP %d, and others go on', async (status) => {
    const body = { error: { message: 'maximum context length is 10 tokens' } };
    const server = await serve({
      fault: ({ prompt }) => (prompt === 'bad' ? { kind: 'reply', status, body } : undefined),
    });
    const { model, clock } = modelWithClock(server);
    expect(await failureFor(model, 'bad')).toEqual({
      code: `HTTP_${status}`,
      message: `HTTP ${status} from ${server.url}/chat/completions: maximum context length is 10 tokens`,
    });
    expect(clock.slept).toEqual([]);
    expect(await textFor(model, 'good')).toBe('good');
  });

  it('keeps what the server says to one line of bearable length', async () => {
    const server = await serve({ fault: () => ({ kind: 'reply', status: 400, body: 'long\n'.repeat(10_000) }) });
    const { message } = await failureFor(modelWithClock(server).model, 'Hi');
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(700);
  });
});

describe('a model that can never answer', () => {
  it.each([
    [401, 'OPENAI_ACCESS_DENIED'],
    [403, 'OPENAI_ACCESS_DENIED'],
    [402, 'OPENAI_NO_QUOTA'],
    [404, 'OPENAI_NOT_FOUND'],
    [405, 'OPENAI_NOT_FOUND'],
    [501, 'OPENAI_NOT_FOUND'],
    [301, 'OPENAI_NOT_FOUND'],
  ])('ends at once with HTTP %d: %s', async (status, code) => {
    const server = await serve({ fault: () => ({ kind: 'reply', status, body: { error: { message: 'not you' } } }) });
    const { model } = modelWithClock(server);
    const error = await errorFrom(ask(model, 'Hi'));
    expect(error).toMatchObject({
      code,
      fatal: true,
      message: `HTTP ${status} from ${server.url}/chat/completions: not you`,
    });
    expect(server.requests.length).toBe(1);
  });

  it('ends when the account is empty, which is 429 too', async () => {
    const body = { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } };
    const server = await serve({ fault: () => ({ kind: 'reply', status: 429, body }) });
    expect(await errorFrom(ask(modelWithClock(server).model, 'Hi'))).toMatchObject({ code: 'OPENAI_NO_QUOTA' });
  });

  it('ends a call of many requests, the others of which are hung up', async () => {
    const server = await serve({
      fault: ({ prompt }) => (prompt === 'bad' ? { kind: 'reply', status: 401 } : { kind: 'hang' }),
    });
    const { model } = modelWithClock(server);
    const prompts = ['a', 'b', 'bad', 'c'];
    const results = model.generate(
      prompts.map((prompt, index) => ({ index, prompt })),
      { signal: new AbortController().signal },
    );
    expect(await errorFrom(drain(results))).toMatchObject({ fatal: true });
    await expect.poll(() => server.open).toBe(0);
  });
});

describe('the key', () => {
  const key = 'sk-very-secret-0123456789';
  const echoed = { error: { message: `Incorrect API key provided: ${key}. Header: Bearer ${key}` } };
  const faults: Fault[] = [
    ...[400, 401, 402, 403, 404, 429, 500].map((status): Fault => ({ kind: 'reply', status, body: echoed })),
    { kind: 'reply', status: 200, body: `key=${key}` },
    { kind: 'reply', status: 400, body: `${'x'.repeat(490)}${key}` },
    { kind: 'reset' },
    { kind: 'cut' },
    { kind: 'hang' },
  ];

  it.each(faults)('is in no failure, error or log message: %j', async (fault) => {
    const server = await serve({ fault: () => fault });
    const { model, messages } = modelWithClock(server, { key, retry: 1, timeout_seconds: 0.05 });
    const outcome = await ask(model, 'Hi').catch((error: unknown) => error);
    const said = isOcError(outcome)
      ? [outcome.message, outcome.details, outcome.stack, JSON.stringify(outcome), String(outcome.cause)].join('\n')
      : JSON.stringify(outcome);
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(said.length).toBeGreaterThan(20);
    expect([said, ...messages].join('\n')).not.toMatch(/sk-very|secret-01/);
  });
});

async function drain(results: AsyncIterable<unknown>): Promise<void> {
  for await (const _result of results);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
