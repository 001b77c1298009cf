import type { Logger } from 'oc-sdk';
import type { Ending } from './adaptive-limit.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { EndpointPool } from './endpoint-pool.ts';
import { parseJson } from './json.ts';
import { badResponse, type Failure, failureOfConnection, failureOfReply } from './judge.ts';
import { post } from './post.ts';
import { backoffMs, retryAfterMs } from './retry-delay.ts';
import type { Server } from './server.ts';

/** What all requests of a model share. */
export interface Client {
  readonly pool: EndpointPool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tries after the first. */
  readonly retry: number;
  readonly timeoutMs: number;
  /** Requests that wait for their next try: they hold no place. */
  waiting: number;
}

export interface Question<Value> {
  /** Where a server is asked this. */
  endpointOf(server: Server): Endpoint;
  readonly body: string;
  /** Takes the answer out of a reply's JSON; undefined there is a reply without one. */
  read(json: unknown): Value | undefined;
}

type Outcome<Value> = { readonly value: Value; readonly from: Endpoint } | { readonly failure: Failure };

/**
 * Sends a request until it is answered, cannot be, or the tries are used up. Another try goes to another server at once,
 * or waits where all have failed. Undefined when the signal was aborted first. Throws what is fatal.
 */
export async function ask<Value>(
  client: Client,
  question: Question<Value>,
  signal: AbortSignal,
): Promise<Outcome<Value> | undefined> {
  const { pool, clock, logger } = client;
  const tried = new Set<Server>();
  for (let attempt = 0; ; attempt += 1) {
    const server = await pool.acquire(tried, signal);
    if (server === undefined) return undefined;
    const outcome = await tryOnce(client, server, question, signal);
    if (outcome === undefined || 'value' in outcome) return outcome;
    if (!outcome.failure.retryable) return outcome;
    if (attempt >= client.retry) return { failure: afterTries(outcome.failure, attempt + 1) };
    logger.debug(`${outcome.failure.message}; trying again`);
    tried.add(server);
    if (pool.offersOther(tried)) continue;
    tried.clear();
    client.waiting += 1;
    await clock.sleep(backoffMs(attempt, clock.random()), signal).finally(() => (client.waiting -= 1));
  }
}

/** Undefined when the signal was aborted before there was an answer. */
async function tryOnce<Value>(
  client: Client,
  server: Server,
  question: Question<Value>,
  signal: AbortSignal,
): Promise<Outcome<Value> | undefined> {
  const { pool } = client;
  let ending: Ending = 'unused';
  try {
    const outcome = await exchange(client, server, question, signal);
    const failure = 'failure' in outcome ? outcome.failure : undefined;
    if (failure && signal.aborted) {
      server.health.abandoned();
      return undefined;
    }
    pool.note(server, failure);
    ending = failure ? endingOf(failure, obeyWait(client, server, failure)) : 'answered';
    return outcome;
  } finally {
    pool.release(server, ending);
  }
}

function endingOf({ reply }: Failure, isHeldOff: boolean): Ending {
  if (reply === undefined) return 'failed';
  if (isHeldOff) return 'held off';
  return reply.status === 429 ? 'refused' : 'answered';
}

async function exchange<Value>(
  { timeoutMs }: Client,
  server: Server,
  { endpointOf, body, read }: Question<Value>,
  signal: AbortSignal,
): Promise<Outcome<Value>> {
  const endpoint = endpointOf(server);
  const limits = { timeoutMs, signal };
  const reply = await post(server.dispatcher, endpoint, body, limits).catch((error: unknown) => ({ error }));
  if ('error' in reply) return { failure: failureOfConnection(reply.error, endpoint) };
  const failure = failureOfReply(reply, endpoint);
  if (failure) return { failure };
  const value = read(parseJson(reply.text));
  return value === undefined ? { failure: badResponse(reply, endpoint) } : { value, from: endpoint };
}

/** A server that names a time speaks to all requests of the model. Returns whether it names one. */
function obeyWait({ pool, clock, logger }: Client, server: Server, { message, reply }: Failure): boolean {
  const asked = reply && retryAfterMs(reply.headers, clock.now());
  if (!asked) return false;
  if (pool.pause(server, asked)) logger.warn(`${message}; pausing for ${asked / 1000} s`);
  return true;
}

function afterTries(failure: Failure, tries: number): Failure {
  return tries === 1 ? failure : { ...failure, message: `${failure.message} (after ${tries} tries)` };
}
