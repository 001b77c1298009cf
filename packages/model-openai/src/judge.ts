import type { OcError } from 'oc-sdk';
import type { Endpoint } from './endpoint.ts';
import { accessDenied, noQuota, notFound } from './errors.ts';
import { parseJson, valueAt } from './json.ts';
import type { Reply } from './post.ts';

/** Why a try did not give an answer. */
export interface Failure {
  readonly code: string;
  /** One line, without secrets. */
  readonly message: string;
  /** Whether another try may go better. */
  readonly retryable: boolean;
  /** Whether it speaks against the server, rather than against the request or its haste. */
  readonly sick: boolean;
  /** The reply, where there was one. */
  readonly reply?: Reply;
}

/** Looks at the status of a reply: undefined where it is good. Throws a fatal error where no request can succeed. */
export function failureOfReply(reply: Reply, endpoint: Endpoint): Failure | undefined {
  const { status } = reply;
  if (status >= 200 && status < 300) return undefined;
  const message = `HTTP ${status} from ${endpoint.shown}: ${serverMessage(reply, endpoint)}`;
  const fatal = fatalError(reply, message);
  if (fatal) throw fatal;
  const retryable = status === 408 || status === 409 || status === 429 || status >= 500;
  return { code: `HTTP_${status}`, message, retryable, sick: status >= 500, reply };
}

/** A good status with a body that holds no answer: a broken proxy, or a server that hides its error in it. */
export function badResponse(reply: Reply, endpoint: Endpoint): Failure {
  const message = `No answer in the reply of ${endpoint.shown}: ${serverMessage(reply, endpoint)}`;
  return { code: 'BAD_RESPONSE', message, retryable: true, sick: true, reply };
}

/** The request or its reply did not get through. */
export function failureOfConnection(error: unknown, endpoint: Endpoint): Failure {
  const text = endpoint.redact(describe(error)).replace(/\s+/g, ' ').trim();
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { code: 'TIMEOUT', message: `${endpoint.shown}: ${text}`, retryable: true, sick: true };
  }
  const closed = valueAt(error, 'code') === 'UND_ERR_DESTROYED';
  return {
    code: 'CONNECTION',
    message: `Connection to ${endpoint.shown} failed: ${text}`,
    retryable: !closed,
    sick: true,
  };
}

function fatalError({ status, text }: Reply, summary: string): OcError | undefined {
  if (status === 401 || status === 403) return accessDenied(summary);
  if (status === 402 || isQuotaError(status, text)) return noQuota(summary);
  if (status < 400 || status === 404 || status === 405 || status === 501) return notFound(summary);
  return undefined;
}

/** OpenAI answers 429 both to haste and to an empty account. */
function isQuotaError(status: number, text: string): boolean {
  if (status !== 429) return false;
  const error = valueAt(parseJson(text), 'error');
  return [valueAt(error, 'code'), valueAt(error, 'type')].includes('insufficient_quota');
}

/** The server's own words in at most 500 characters: `error.message`, `message` or `detail`, else the body. */
function serverMessage({ text }: Reply, { redact }: Endpoint): string {
  const json = parseJson(text);
  const said = [
    valueAt(json, 'error', 'message'),
    valueAt(json, 'error'),
    valueAt(json, 'message'),
    valueAt(json, 'detail'),
  ];
  const words = said.find((value) => typeof value === 'string') ?? text;
  const line = redact(words).replace(/\s+/g, ' ').trim();
  if (line === '') return '(nothing said)';
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

/** Node reports a host with several addresses as an error without a message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || String(valueAt(error, 'code') ?? error.name);
}
