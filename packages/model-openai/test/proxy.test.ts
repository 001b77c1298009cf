import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureFor, modelFor, serve, textFor } from './support.ts';

describe('a proxy', () => {
  it('is what all requests go through, with the credentials of its address', async () => {
    const server = await serve();
    const proxy = await startProxy();
    const model = await modelFor(server, { proxy: `http://anna:secret@127.0.0.1:${proxy.port}`, concurrency: 3 });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((prompt) => textFor(model, prompt)));
    expect(answers).toEqual(['a', 'b', 'c', 'd']);
    expect(proxy.asked.length).toBe(3);
    const authorization = `Basic ${Buffer.from('anna:secret').toString('base64')}`;
    for (const asked of proxy.asked) expect(asked).toEqual({ to: new URL(server.url).host, authorization });
  });

  it('that refuses fails the sample, without its password in the message', async () => {
    const proxy = await startProxy(407);
    const model = await modelFor(await serve(), { proxy: `http://anna:secret@127.0.0.1:${proxy.port}`, retry: 0 });
    const failure = await failureFor(model, 'Hi');
    expect(failure).toMatchObject({ code: 'CONNECTION', message: expect.stringContaining('407') });
    expect(failure.message).not.toContain('secret');
  });
});

/** A real proxy for CONNECT, which refuses where it is given a status. */
async function startProxy(refusal?: number) {
  const asked: { to: string | undefined; authorization: string | undefined }[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push({ to: request.url, authorization: request.headers['proxy-authorization'] });
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    target.pipe(socket).pipe(target);
    for (const end of [socket, target]) end.on('error', () => [socket, target].map((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return { port: (proxy.address() as AddressInfo).port, asked };
}
