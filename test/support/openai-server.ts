import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, sendFault } from './openai-faults.ts';
import { chatReply, completionReply, embeddingsReply, scoreReply } from './openai-replies.ts';

export type { Fault } from './openai-faults.ts';

/** A request as the server saw it. */
export interface RecordedRequest {
  /** Counted from 1, in order of arrival. */
  readonly number: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON body. */
  readonly body: RequestBody;
  /** The text of the prompt: on chat, the last message. */
  readonly prompt: string;
}

export interface RequestBody {
  readonly model: string;
  readonly prompt?: string;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly [field: string]: unknown;
}

export interface OpenAiServerOptions {
  /** Time from the end of a request to its answer. Default 0. */
  readonly latencyMs?: number;
  /** What the model says. Default: the prompt itself. */
  readonly answer?: (prompt: string, request: RecordedRequest) => string;
  /** Asked for every request; undefined answers it properly. */
  readonly fault?: (request: RecordedRequest) => Fault | undefined;
}

export interface OpenAiServer {
  /** What goes into `base_url`, with `/v1`. */
  readonly url: string;
  /** All requests so far. */
  readonly requests: readonly RecordedRequest[];
  /** Most requests that were ever open at once. */
  readonly peak: number;
  /** Requests open now: a client that hangs up ends its request. */
  readonly open: number;
  close(): Promise<void>;
}

/**
 * A real HTTP server on a free port of 127.0.0.1 that speaks `/v1/chat/completions`, `/v1/completions` (with `echo`
 * and `logprobs`: see `scoreReply` for the rule) and `/v1/embeddings`, and fails as it is told.
 */
export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const requests: RecordedRequest[] = [];
  let open = 0;
  let peak = 0;

  const server = createServer((request, response) => {
    open += 1;
    peak = Math.max(peak, open);
    response.once('close', () => {
      open -= 1;
    });
    readText(request, (text) => {
      const recorded = record(requests.length + 1, request, text);
      requests.push(recorded);
      respond(recorded, response, options);
    });
  });
  // Longer than any pause in a test: a connection that the server closes while idle is a fault to ask for, not chance.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get peak() {
      return peak;
    },
    get open() {
      return open;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readText(request: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks).toString()));
}

function record(number: number, { url = '', headers }: IncomingMessage, text: string): RecordedRequest {
  const body = JSON.parse(text) as RequestBody;
  return { number, path: url, headers, body, prompt: body.prompt ?? body.messages?.at(-1)?.content ?? '' };
}

function respond(request: RecordedRequest, response: ServerResponse, options: OpenAiServerOptions): void {
  const { latencyMs = 0, fault } = options;
  const planned = fault?.(request);
  const send = () => (planned ? sendFault(planned, response) : sendAnswer(request, response, options));
  if (latencyMs === 0) {
    send();
    return;
  }
  const timer = setTimeout(send, latencyMs);
  response.once('close', () => clearTimeout(timer));
}

function sendAnswer(request: RecordedRequest, response: ServerResponse, { answer }: OpenAiServerOptions): void {
  const reply = replyTo(request, answer ?? ((prompt) => prompt));
  response.writeHead(reply ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(reply ?? { error: { message: `No such endpoint: ${request.path}` } }));
}

function replyTo(request: RecordedRequest, answer: NonNullable<OpenAiServerOptions['answer']>): object | undefined {
  const [path] = request.path.split('?');
  if (path === '/v1/chat/completions') return chatReply(request, answer(request.prompt, request));
  if (path === '/v1/embeddings') return embeddingsReply(request);
  if (path !== '/v1/completions') return undefined;
  return request.body.echo ? scoreReply(request) : completionReply(request, answer(request.prompt, request));
}
