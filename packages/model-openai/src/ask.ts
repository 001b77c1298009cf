import type { Logger } from 'oc-sdk';
import type { Dispatcher } from 'undici';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { Gate } from './gate.ts';
import { parseJson } from './json.ts';
import { badResponse, type Failure, failureOfConnection, failureOfReply } from './judge.ts';
import { post } from './post.ts';
import { backoffMs, retryAfterMs } from './retry-delay.ts';

/** What all requests of a model share. */
export interface Client {
  readonly dispatcher: Dispatcher;
  readonly endpoint: Endpoint;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tries after the first. */
  readonly retry: number;
  readonly timeoutMs: number;
}

type Outcome<Value> = { readonly value: Value } | { readonly failure: Failure };

/**
 * Sends a request until it is answered, cannot be, or the tries are used up. `read` takes the answer out of a reply's
 * JSON; undefined there is a reply without one. Undefined when the signal was aborted first. Throws what is fatal.
 */
export async function ask<Value>(
  client: Client,
  body: string,
  read: (json: unknown) => Value | undefined,
  signal: AbortSignal,
): Promise<Outcome<Value> | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    await client.gate.pass(signal);
    if (signal.aborted) return undefined;
    const outcome = await tryOnce(client, body, read, signal);
    if ('value' in outcome) return outcome;
    if (signal.aborted) return undefined;
    if (!outcome.failure.retryable) return outcome;
    obeyWait(client, outcome.failure);
    if (attempt >= client.retry) return { failure: afterTries(outcome.failure, attempt + 1) };
    client.logger.debug(`${outcome.failure.message}; trying again`);
    await client.clock.sleep(backoffMs(attempt, client.clock.random()), signal);
  }
}

async function tryOnce<Value>(
  { dispatcher, endpoint, timeoutMs }: Client,
  body: string,
  read: (json: unknown) => Value | undefined,
  signal: AbortSignal,
): Promise<Outcome<Value>> {
  const reply = await post(dispatcher, endpoint, body, { timeoutMs, signal }).catch((error: unknown) => ({ error }));
  if ('error' in reply) return { failure: failureOfConnection(reply.error, endpoint) };
  const failure = failureOfReply(reply, endpoint);
  if (failure) return { failure };
  const value = read(parseJson(reply.text));
  return value === undefined ? { failure: badResponse(reply, endpoint) } : { value };
}

/** A server that names a time speaks to all requests of the model. */
function obeyWait({ gate, clock, logger }: Client, { message, reply }: Failure): void {
  const asked = reply && retryAfterMs(reply.headers, clock.now());
  if (asked && gate.pause(asked)) logger.warn(`${message}; pausing for ${asked / 1000} s`);
}

function afterTries(failure: Failure, tries: number): Failure {
  return tries === 1 ? failure : { ...failure, message: `${failure.message} (after ${tries} tries)` };
}
