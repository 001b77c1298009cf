import type { GenerateResult, ScoreRequest, ScoreResult } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { answerNeutralOptions, optionsSchema } from '../src/options.ts';
import { ask, errorFrom, modelFor, modelWithClock, optionsWith, serve, textFor } from './support.ts';

const { signal } = new AbortController();

describe('the model', () => {
  it('answers over chat, with usage', async () => {
    const server = await serve({ answer: (prompt) => `${prompt} indeed` });
    const model = await modelFor(server, { key: 'sk-1' });
    expect(await ask(model, 'two words', { index: 7 })).toEqual({
      index: 7,
      text: 'two words indeed',
      finishReason: 'stop',
      usage: { promptTokens: 2, outputTokens: 3 },
    });
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-1', 'content-type': 'application/json' },
      body: { model: 'm', messages: [{ role: 'user', content: 'two words' }], temperature: 0 },
    });
  });

  it('answers over completions, and says when the answer was cut', async () => {
    const server = await serve();
    const model = await modelFor(server, { endpoint: 'completions' });
    expect(await ask(model, 'one two three', { maxOutLen: 2 })).toMatchObject({
      text: 'one two',
      finishReason: 'length',
    });
    expect(server.requests[0]?.path).toBe('/v1/completions');
  });

  it('keeps any script whole, at any length', async () => {
    const server = await serve();
    const model = await modelFor(server);
    const text = 'Grüße 维也纳 🙂👩‍👩‍👧‍👦 مرحبا "\\\u0000'.repeat(20_000);
    expect(await textFor(model, text)).toBe(text);
  });

  it('gives an empty answer for an empty one', async () => {
    const model = await modelFor(await serve({ answer: () => '' }));
    expect(await textFor(model, 'Say nothing.')).toBe('');
  });

  it('keeps at most `concurrency` requests of a call in flight, and that many', async () => {
    const server = await serve({ latencyMs: 5 });
    const model = await modelFor(server, { concurrency: 8 });
    const requests = Array.from({ length: 50 }, (_, index) => ({ index, prompt: `prompt ${index}` }));
    const results: GenerateResult[] = [];
    for await (const result of model.generate(requests, { signal })) results.push(result);
    expect(results.map(({ index, ...rest }) => ('text' in rest ? rest.text : index)).sort()).toEqual(
      requests.map(({ prompt }) => prompt).sort(),
    );
    for (const result of results) expect(result).toHaveProperty('text', `prompt ${result.index}`);
    expect(server.peak).toBe(8);
  });

  it('keeps connections within `concurrency` over many calls, too', async () => {
    const server = await serve({ latencyMs: 5 });
    const model = await modelFor(server, { concurrency: 4 });
    await Promise.all(Array.from({ length: 40 }, (_, index) => textFor(model, `${index}`)));
    expect(server.peak).toBe(4);
    expect(server.requests.length).toBe(40);
  });

  it('yields what is ready first', async () => {
    const server = await serve({ fault: ({ prompt }) => (prompt === 'slow' ? { kind: 'hang' } : undefined) });
    const model = await modelFor(server);
    const prompts = ['slow', 'quick'];
    for await (const result of model.generate(
      prompts.map((prompt, index) => ({ index, prompt })),
      { signal },
    )) {
      expect(result).toMatchObject({ index: 1, text: 'quick' });
      break;
    }
    await expect.poll(() => server.open).toBe(0);
  });

  it('leaves no timer behind an answer, which would keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const model = await modelFor(await serve());
    const before = timers();
    await Promise.all(Array.from({ length: 100 }, () => textFor(model, 'Hi')));
    expect(timers()).toBeLessThan(before + 50);
  });

  it('refuses a system prompt where there are no messages', async () => {
    const attempt = modelFor({ url: 'http://h/v1' }, { endpoint: 'completions', system_prompt: 'Be brief.' });
    expect(await errorFrom(attempt)).toMatchObject({ code: 'OPENAI_INVALID_OPTION', fatal: true });
  });

  it('fails, rather than hangs, when asked after it was closed', async () => {
    const { model, clock } = modelWithClock(await serve());
    await model.close();
    expect(await ask(model, 'Hi')).toMatchObject({ error: { code: 'CONNECTION' } });
    expect(clock.slept).toEqual([]);
  });
});

describe('scores', () => {
  it('are absent on chat', async () => {
    expect(await modelFor(await serve())).not.toHaveProperty('score');
  });

  it('are one log-probability for every token but the first, and say which belong to the continuation', async () => {
    const server = await serve();
    const model = await modelFor(server, { endpoint: 'completions' });
    expect(await score(model, { index: 3, context: 'The sky 🙂', continuation: ' is blue' })).toEqual({
      index: 3,
      logProbabilities: [-4 / 8, -2 / 8, -3 / 8, -5 / 8],
      tokens: 5,
      continuationTokens: 2,
    });
    expect(server.requests[0]?.body).toMatchObject({ prompt: 'The sky 🙂 is blue', echo: true, max_tokens: 1 });
  });

  it('end the model where the server returns none for the prompt', async () => {
    const body = { choices: [{ text: '.', logprobs: { tokens: ['.'], token_logprobs: [-1], text_offset: [0] } }] };
    const server = await serve({ fault: () => ({ kind: 'reply', status: 200, body }) });
    const model = await modelFor(server, { endpoint: 'completions' });
    const error = await errorFrom(score(model, { index: 0, context: 'a', continuation: ' b' }));
    expect(error).toMatchObject({ code: 'OPENAI_NO_PROMPT_SCORES', fatal: true });
    expect(String(error)).toContain('This server does not score prompts');
  });

  it('end the model where the server refuses to echo', async () => {
    const body = { error: { message: 'Only no echo is supported' } };
    const server = await serve({ fault: () => ({ kind: 'reply', status: 400, body }) });
    const model = await modelFor(server, { endpoint: 'completions' });
    const error = await errorFrom(score(model, { index: 0, context: 'a', continuation: ' b' }));
    expect(error).toMatchObject({ code: 'OPENAI_NO_PROMPT_SCORES', fatal: true });
  });

  it('fail one by one where a text is too long', async () => {
    const server = await serve({ fault: () => ({ kind: 'reply', status: 400, body: { detail: 'too long' } }) });
    const model = await modelFor(server, { endpoint: 'completions' });
    expect(await score(model, { index: 2, context: 'a', continuation: ' b' })).toMatchObject({
      index: 2,
      error: { code: 'HTTP_400' },
    });
  });
});

describe('the options', () => {
  it('that are called neutral exist', () => {
    for (const name of answerNeutralOptions) expect(optionsSchema.properties).toHaveProperty(name);
  });

  it('have the defaults that the tests use', () => {
    const defaults = Object.entries(optionsSchema.properties).flatMap(([name, schema]) =>
      'default' in schema ? [[name, schema.default]] : [],
    );
    expect({ path: 'm', ...Object.fromEntries(defaults) }).toEqual(optionsWith());
  });
});

async function score(model: { score?: unknown }, request: ScoreRequest): Promise<ScoreResult | undefined> {
  const { score } = model as Awaited<ReturnType<typeof modelFor>>;
  for await (const result of score?.([request], { signal }) ?? []) return result;
  return undefined;
}
