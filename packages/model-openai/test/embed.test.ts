import { describe, expect, it } from 'vitest';
import { readEmbeddings } from '../src/read-embeddings.ts';
import { errorFrom, modelFor, modelWithClock, serve } from './support.ts';

const { signal } = new AbortController();

describe('embeddings', () => {
  it('are asked of /embeddings with the name of the model, and come in the order of the texts', async () => {
    const server = await serve();
    const model = await modelFor(server, { key: 'sk-1', path: 'embedder' });
    const vectors = await model.embed?.(['aab', 'c'], { signal });
    expect(vectors?.map((vector) => vector.slice(0, 3))).toEqual([
      [2, 1, 0],
      [0, 0, 1],
    ]);
    expect(server.requests).toMatchObject([
      {
        path: '/v1/embeddings',
        headers: { authorization: 'Bearer sk-1' },
        body: { model: 'embedder', input: ['aab', 'c'], encoding_format: 'float' },
      },
    ]);
  });

  it('are asked for again after a failure in passing', async () => {
    const server = await serve({ fault: ({ number }) => (number === 1 ? { kind: 'reply', status: 503 } : undefined) });
    const { model } = modelWithClock(server);
    expect(await model.embed?.(['a'], { signal })).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('end with a coded error where there are none', async () => {
    const server = await serve({ fault: () => ({ kind: 'reply', status: 400 }) });
    const model = await modelFor(server);
    expect(await errorFrom(model.embed?.(['a'], { signal }) ?? Promise.resolve())).toMatchObject({
      code: 'OPENAI_EMBEDDINGS_FAILED',
      fatal: true,
    });
  });

  it.each([
    ['too few', { data: [] }],
    ['a vector that is none', { data: [{ index: 0, embedding: 'AAAA' }] }],
    ['a number that is none', { data: [{ index: 0, embedding: [1, null] }] }],
    ['a place that is not asked for', { data: [{ index: 3, embedding: [1] }] }],
    ['nothing', {}],
  ])('are not read from a reply with %s', (_, json) => {
    expect(readEmbeddings(json, 1)).toBeUndefined();
  });
});
