import { createPlugin } from 'oc-conformance';
import type { GenerateRequest } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import echo from '../src/index.ts';

const { signal } = new AbortController();

async function ask(request: Omit<GenerateRequest, 'index'>, options = {}): Promise<unknown> {
  const model = await createPlugin(echo, options);
  for await (const result of model.generate([{ index: 0, ...request }], { signal })) return result;
}

describe('answers', () => {
  it('repeats the last line of a text', async () => {
    expect(await ask({ prompt: 'first\nsecond' })).toEqual({
      index: 0,
      text: 'second',
      finishReason: 'stop',
      usage: { promptTokens: 12, outputTokens: 6 },
    });
  });

  it('repeats the last turn of a conversation', async () => {
    const prompt = [{ role: 'system', content: 'Be brief.' } as const, { role: 'user', content: 'Hello' } as const];
    expect(await ask({ prompt })).toMatchObject({ text: 'Hello' });
  });

  it('gives the fixed answer where there is one', async () => {
    expect(await ask({ prompt: 'anything' }, { answer: '42' })).toMatchObject({ text: '42' });
  });

  it('cuts between characters, and says so', async () => {
    const result = await ask({ prompt: '🙂🙂🙂', maxOutLen: 2 });
    expect(result).toMatchObject({ text: '🙂🙂', finishReason: 'length', usage: { outputTokens: 2 } });
  });

  it('ends at the first of several stop words', async () => {
    expect(await ask({ prompt: 'one two three', stop: ['three', ' two'] })).toMatchObject({ text: 'one' });
  });
});

describe('scores', () => {
  it('gives every character the probability one half, after a token that begins the text', async () => {
    const model = await createPlugin(echo);
    const requests = [{ index: 5, context: 'ab', continuation: '🙂' }];
    const results = [];
    for await (const result of model.score?.(requests, { signal }) ?? []) results.push(result);
    const half = -Math.LN2;
    expect(results).toEqual([{ index: 5, logProbabilities: [half, half, half], tokens: 4, continuationTokens: 1 }]);
  });
});

describe('options', () => {
  it('stops loading when told to', async () => {
    const loading = createPlugin(echo, { load_ms: 1e8 }, { signal: AbortSignal.abort() });
    await expect(loading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});
