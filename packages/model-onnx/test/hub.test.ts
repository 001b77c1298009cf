import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inOrder, signal, TINY, tinyModelForTest } from './support/tiny.ts';

const requested: string[] = [];

/** A hub with one model. */
const hub = createServer(async (request, response) => {
  requested.push(request.url ?? '');
  const [, file] = /^\/acme\/tiny\/resolve\/[^/]+\/(.*)$/.exec(request.url ?? '') ?? [];
  const content = file && (await readFile(join(TINY, 'tiny-s', file)).catch(() => undefined));
  response.writeHead(content ? 200 : 404).end(content);
});

let cache: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  env.remoteHost = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`;
});
beforeEach(async () => {
  requested.length = 0;
  cache = await mkdtemp(join(tmpdir(), 'onnx-hub-'));
  return () => rm(cache, { recursive: true });
});
afterAll(() => hub.close());

const options = { path: 'hub:acme/tiny' };
const context = { resolvePath: (path: string) => join(cache, path) };

it('downloads a model of the hub once, at the revision that is named', async () => {
  const hubOptions = { ...options, cache_dir: 'kept', revision: 'v1.0' };
  const model = await tinyModelForTest(hubOptions, context);
  expect(await inOrder(model.generate([{ index: 0, prompt: 'Q: 1+1=?\nA:', maxOutLen: 2 }], { signal }))).toHaveLength(
    1,
  );
  expect(requested).toContain('/acme/tiny/resolve/v1.0/onnx/model.onnx');
  requested.length = 0;
  await tinyModelForTest(hubOptions, context);
  expect(requested.filter((path) => path.endsWith('.onnx'))).toEqual([]);
});

it('says which model the hub does not have', async () => {
  await expect(tinyModelForTest({ path: 'hub:acme/none', cache_dir: 'kept' }, context)).rejects.toMatchObject({
    code: 'MODEL_LOAD_FAILED',
    message: expect.stringContaining('hub:acme/none'),
    fatal: true,
  });
});

it('asks nobody for a local model', async () => {
  await tinyModelForTest();
  expect(requested).toEqual([]);
});
