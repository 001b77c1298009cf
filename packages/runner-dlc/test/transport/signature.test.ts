import { describe, expect, it } from 'vitest';
import { classify, DlcFailure } from '../../src/transport/failure.ts';
import type { Credentials } from '../../src/transport/openapi/credentials.ts';
import { openapiTransport } from '../../src/transport/openapi/openapi-transport.ts';
import { encode, signedHeaders } from '../../src/transport/openapi/signature.ts';
import { testServer, testSettings } from '../support/runner.ts';

const KEYS: Credentials = {
  accessKeyId: 'YourAccessKeyId',
  accessKeySecret: 'YourAccessKeySecret',
  securityToken: undefined,
};

describe('the signature', () => {
  it('is that of the published example', () => {
    const { authorization } = signedHeaders(
      {
        ...{ method: 'POST', path: '/', host: 'ecs.cn-shanghai.aliyuncs.com', action: 'RunInstances' },
        ...{ version: '2014-05-26', body: '' },
        query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
      },
      KEYS,
      { date: '2023-10-26T10:22:32Z', nonce: '3156853299f313e23d1673dc12e1703d' },
    );
    expect(authorization).toMatch(/Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/);
  });

  it('encodes what RFC 3986 reserves', () => {
    expect(encode("a b!'()*~/ü")).toBe('a%20b%21%27%28%29%2A~%2F%C3%BC');
  });
});

describe('a request of ours', () => {
  const transportOf = (server: Awaited<ReturnType<typeof testServer>>, more: NodeJS.ProcessEnv = {}) =>
    openapiTransport(testSettings(server, { transport: 'openapi' }), {
      HOME: '/nowhere',
      ...server.environment,
      ...more,
    });

  it('is taken, whatever characters it holds', async () => {
    const server = await testServer();
    expect(await transportOf(server).findByTag("a b!'()*~/ü&=?")).toEqual([]);
  });

  it.each([
    ['a wrong secret', { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' }],
    ['a wrong key', { ALIBABA_CLOUD_ACCESS_KEY_ID: 'wrong' }],
    ['no credentials', { ALIBABA_CLOUD_ACCESS_KEY_ID: '' }],
  ])('with %s fails for its credentials', async (_, more) => {
    const server = await testServer();
    const failure = await transportOf(server, more)
      .findByTag('x')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DlcFailure);
    expect(failure).toMatchObject({ kind: 'credentials' });
  });

  it('that is sent a second time is refused, for its nonce, and may have been done', async () => {
    const server = await testServer();
    const { host } = new URL(server.url);
    const keys = { accessKeyId: 'LTAItest', accessKeySecret: 'test-secret', securityToken: undefined };
    const list = {
      method: 'GET',
      path: '/api/v1/jobs',
      query: {},
      action: 'ListJobs',
      version: '2020-12-03',
      body: '',
    };
    const date = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const { host: _, ...headers } = signedHeaders({ ...list, host }, keys, { date, nonce: 'once' });
    const send = async () => await fetch(`${server.url}/api/v1/jobs`, { headers });
    expect((await send()).status).toBe(200);
    const second = await send();
    const { Code, Message } = (await second.json()) as { Code: string; Message: string };
    expect([second.status, Code]).toEqual([400, 'SignatureNonceUsed']);
    expect(classify(second.status, Code, Message)).toBe('unknown');
  });

  it('has a nonce of its own each time', async () => {
    const transport = transportOf(await testServer());
    for (let n = 0; n < 3; n += 1) expect(await transport.findByTag('x')).toEqual([]);
  });

  it('by a clock that is wrong by more than a quarter of an hour fails too', async () => {
    for (const minutes of [-16, 16]) {
      const server = await testServer({ wallClock: () => Date.now() + minutes * 60_000 });
      const asked = transportOf(server).findByTag('x');
      await expect(asked).rejects.toMatchObject({ kind: 'credentials', message: expect.stringMatching(/time stamp/) });
    }
    const server = await testServer({ wallClock: () => Date.now() + 14 * 60_000 });
    expect(await transportOf(server).findByTag('x')).toEqual([]);
  });
});
