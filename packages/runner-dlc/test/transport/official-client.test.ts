import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { signedHeaders } from '../../src/transport/openapi/signature.ts';
import { testServer } from '../support/runner.ts';

/** Alibaba's own client, a CommonJS module. */
const official = createRequire(import.meta.url)('@alicloud/openapi-core');
const { Config, OpenApiRequest, Params } = official.$OpenApiUtil;

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly action: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const LIST: Asked = { method: 'GET', action: 'ListJobs', query: { DisplayName: "a b!'()*~/ü&=?", PageSize: '5' } };
const CREATE: Asked = {
  ...{ method: 'POST', action: 'CreateJob' },
  body: {
    ...{ DisplayName: 'official', JobType: 'PyTorchJob', UserCommand: 'true # ü', Priority: 1, ResourceId: 'q' },
    JobSpecs: [{ Type: 'Worker', PodCount: 1, Image: 'i', ResourceConfig: { CPU: '1', GPU: '0', Memory: '1Gi' } }],
  },
};

async function askAs(endpoint: string, { method, action, query, body }: Asked): Promise<unknown> {
  const keys = { accessKeyId: 'LTAItest', accessKeySecret: 'test-secret' };
  const client = new official.default(new Config({ ...keys, endpoint, protocol: 'http' }));
  const params = new Params({
    ...{ action, method, version: '2020-12-03', protocol: 'HTTP', pathname: '/api/v1/jobs', authType: 'AK' },
    ...{ style: 'ROA', reqBodyType: 'json', bodyType: 'json' },
  });
  return await client.callApi(params, new OpenApiRequest({ query, body }), { autoretry: false });
}

it.each([LIST, CREATE])("requests of Alibaba's own client are taken by the test server: $action", async (asked) => {
  const server = await testServer();
  expect(await askAs(new URL(server.url).host, asked)).toMatchObject({ statusCode: 200 });
  expect(server.service.calls).toHaveLength(1);
});

it.each([LIST, CREATE])("our signature is that of Alibaba's own client: $action", async (asked) => {
  const { host, received } = await recorder();
  await askAs(host, asked);
  const { headers, body, target } = await received;
  const [, names = '', signature] = /SignedHeaders=([^,]+),Signature=(\w+)/.exec(headers.authorization ?? '') ?? [];
  const ours = signedHeaders(
    {
      ...{ method: asked.method, host, action: asked.action, version: '2020-12-03', body },
      ...{ path: target.split('?')[0] ?? '', query: asked.query ?? {} },
      headers: { 'x-acs-credentials-provider': String(headers['x-acs-credentials-provider']) },
    },
    { accessKeyId: 'LTAItest', accessKeySecret: 'test-secret', securityToken: undefined },
    { date: String(headers['x-acs-date']), nonce: String(headers['x-acs-signature-nonce']) },
  );
  expect(ours.authorization).toContain(`SignedHeaders=${names},Signature=${signature}`);
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly target: string;
}

async function recorder(): Promise<{ host: string; received: Promise<Received> }> {
  const server = createServer();
  const received = new Promise<Received>((resolve) => {
    server.once('request', async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.setHeader('content-type', 'application/json').end('{}');
      resolve({ headers: request.headers, body, target: request.url ?? '' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
