import { createPlugin, modelContract, pluginContract } from 'oc-conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type OpenAiServer, startOpenAiServer } from '../../../test/support/openai-server.ts';
import plugin from '../src/index.ts';

let server: OpenAiServer;

beforeAll(async () => {
  server = await startOpenAiServer({
    latencyMs: 2,
    fault: ({ prompt, headers }) => {
      if (headers.authorization === 'Bearer refused') return { kind: 'reply', status: 401, body: 'no' };
      return prompt === 'too long' ? { kind: 'reply', status: 400, body: 'too long' } : undefined;
    },
  });
});
afterAll(() => server.close());

describe('the plugin', () => {
  for (const { name, run } of pluginContract(plugin)) it(name, run);
});

for (const endpoint of ['chat', 'completions']) {
  describe(`the model on ${endpoint}`, () => {
    const cases = modelContract({
      create: () => createPlugin(plugin, { path: 'm', base_url: server.url, endpoint }),
      createHopeless: () => createPlugin(plugin, { path: 'm', base_url: server.url, key: 'refused', endpoint }),
      unanswerable: 'too long',
      textOnly: endpoint === 'completions',
    });
    for (const { name, run } of cases) it(name, run);
  });
}
