import type { ServerResponse } from 'node:http';

/** How a request is to fail. */
export type Fault =
  /** An answer with this status; `body` is sent as it stands if it is a text, else as JSON. */
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection is reset before an answer. */
  | { readonly kind: 'reset' }
  /** No answer, ever; the connection stays open. */
  | { readonly kind: 'hang' }
  /** Headers and half of the announced body, then the connection is closed. */
  | { readonly kind: 'cut' }
  /** Headers and one byte at a time, for ever. */
  | { readonly kind: 'drip' };

export function sendFault(fault: Fault, response: ServerResponse): void {
  const json = { 'content-type': 'application/json' };
  switch (fault.kind) {
    case 'reply': {
      const { status, headers, body = '' } = fault;
      response.writeHead(status, { ...json, ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      return;
    }
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'cut':
      response.writeHead(200, { ...json, 'content-length': '1000' });
      response.write('{"choices": [{"message": {"content": "half of', () => response.destroy());
      return;
    case 'drip':
      response.writeHead(200, json);
      drip(response);
  }
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
}
