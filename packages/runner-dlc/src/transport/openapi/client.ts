import { randomUUID } from 'node:crypto';
import { classify, DlcFailure } from '../failure.ts';
import { asRecord, textOf } from '../read-job.ts';
import type { Credentials } from './credentials.ts';
import { canonicalQuery, signedHeaders, type UnsignedRequest } from './signature.ts';

/** The version of the API that is spoken. */
export const VERSION = '2020-12-03';

export interface Call {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface ClientOptions {
  /** `pai-dlc.<region>.aliyuncs.com`, or a whole URL. */
  readonly endpoint: string;
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly timeoutMs: number;
}

/** One signed call. Resolves to the body of the answer; rejects with a `DlcFailure`. */
export type Client = (call: Call) => Promise<Readonly<Record<string, unknown>>>;

export function apiClient({ endpoint, credentials, timeoutMs }: ClientOptions): Client {
  const base = new URL(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
  return async ({ action, method, path, query = {}, body }) => {
    const known = await credentials();
    if (known === undefined) throw new DlcFailure('credentials', 'no credentials were found');
    const request: UnsignedRequest = {
      ...{ method, path, query, action, version: VERSION, host: base.host },
      body: body === undefined ? '' : JSON.stringify(body),
    };
    const headers = signedHeaders(request, known, { date: now(), nonce: randomUUID() });
    const search = canonicalQuery(query);
    const url = `${base.origin}${path}${search === '' ? '' : `?${search}`}`;
    return await answerOf(await send(url, request, headers, timeoutMs));
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

async function send(
  url: string,
  { method, body }: UnsignedRequest,
  // `fetch` sets the host itself, from the URL: the same.
  { host: _, ...headers }: Record<string, string>,
  timeoutMs: number,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...{ method, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) },
      ...(body === '' ? {} : { body }),
    });
    const retryAfter = response.headers.get('x-acs-retry-after');
    return { status: response.status, text: await response.text(), retryAfter };
  } catch (error) {
    throw new DlcFailure('unknown', `no answer: ${causeOf(error)}`);
  }
}

async function answerOf({ status, text, retryAfter }: Answer): Promise<Readonly<Record<string, unknown>>> {
  const body = asRecord(parsed(text));
  const [code, message] = [textOf(body.Code), textOf(body.Message)];
  if (status >= 200 && status < 300) {
    if (parsed(text) === undefined) throw new DlcFailure('unknown', `an answer that is no JSON: ${text.slice(0, 200)}`);
    return body;
  }
  const says = [status, code, message || text.slice(0, 200)].filter(Boolean).join(' ');
  const wait = Number(retryAfter ?? Number.NaN);
  throw new DlcFailure(classify(status, code, message), says, {
    retryAfterMs: Number.isFinite(wait) && wait > 0 ? wait : undefined,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
