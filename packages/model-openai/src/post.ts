import type { Dispatcher } from 'undici';
import type { Endpoint } from './endpoint.ts';
import { onAbort } from './on-abort.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

/**
 * Sends one request and collects the whole reply. Rejects when the connection fails or ends early, with a TimeoutError
 * when the last byte is not there `timeoutMs` after sending began, and at once when the signal is aborted; the
 * connection is then closed. The signal must not be aborted yet.
 */
export function post(
  dispatcher: Dispatcher,
  { origin, path, headers }: Endpoint,
  body: string,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(timeoutMs, signal, resolve, reject);
    // One deadline covers the whole exchange; undici's own would only cover its parts.
    dispatcher.dispatch({ origin, path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 }, exchange);
  });
}

/** One request on its way, called back by undici. The lean interface below `request()`: no streams for small texts. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #timeoutMs: number;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (error: Error) => void;
  readonly #forgetSignal: () => void;
  readonly #chunks: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #given: Error | undefined;
  #status = 0;
  #headers: Reply['headers'] = {};

  constructor(timeoutMs: number, signal: AbortSignal, resolve: (reply: Reply) => void, reject: (error: Error) => void) {
    this.#timeoutMs = timeoutMs;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#forgetSignal = onAbort(signal, () => this.#giveUp('AbortError', 'aborted'));
  }

  /** Called when there is a connection: a request may have waited for one. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#given) {
      controller.abort(this.#given);
      return;
    }
    this.#controller = controller;
    const seconds = this.#timeoutMs / 1000;
    this.#timer = setTimeout(() => this.#giveUp('TimeoutError', `no answer within ${seconds} s`), this.#timeoutMs);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Reply['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    this.#resolve({ status: this.#status, headers: this.#headers, text: textOf(this.#chunks) });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    this.#reject(error);
  }

  #giveUp(name: string, message: string): void {
    this.#given = Object.assign(new Error(message), { name });
    this.#end();
    this.#reject(this.#given);
    this.#controller?.abort(this.#given);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#forgetSignal();
  }
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return chunks.length === 1 && only ? only.toString() : Buffer.concat(chunks).toString();
}
