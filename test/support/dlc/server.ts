import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, type Reply } from './api.ts';
import { type Printed, runCommandLine } from './command-line.ts';
import { Service, type ServiceOptions } from './service.ts';

export interface DlcServerOptions extends ServiceOptions {
  /** How long each answer takes. */
  readonly delayMs?: number;
}

export interface DlcServer {
  readonly service: Service;
  readonly url: string;
  /** What `dlc` and the OpenAPI's client need to find it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * PAI-DLC in small, on the loopback interface: the OpenAPI with its signature, and at `/cli` what the program `dlc`
 * beside this file prints. Commands of jobs really run, as processes of this machine.
 */
export async function startDlcServer(options: DlcServerOptions = {}): Promise<DlcServer> {
  const service = new Service(options);
  const nonces = new Set<string>();
  const server = createServer((request, response) => {
    void handle(service, nonces, options.delayMs ?? 0, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { accessKeyId, accessKeySecret, securityToken } = service.account;
  return {
    ...{ service, url },
    environment: {
      DLC_TEST_SERVER: url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
      ...(securityToken === undefined ? {} : { ALIBABA_CLOUD_SECURITY_TOKEN: securityToken }),
    },
    async close() {
      await service.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(
  service: Service,
  nonces: Set<string>,
  delayMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url: target = '', headers } = request;
  const body = await text(request);
  if (delayMs > 0) await sleep(delayMs);
  if (target === '/cli') print(response, runCommandLine(service, body.split('\0').slice(0, -1)));
  else reply(response, answer(service, { method, target, headers, body }, nonces));
}

function print(response: ServerResponse, printed: Printed | 'hangs'): void {
  if (printed === 'hangs') return;
  response.writeHead(200, { 'content-type': 'text/plain', 'x-exit-code': printed.exitCode });
  response.end(printed.stdout);
}

/** An answer that never comes is one until the server closes. */
function reply(response: ServerResponse, reply: Reply): void {
  if (reply === 'hangs') return;
  if (reply === 'reset') {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(JSON.stringify(reply.body));
}
