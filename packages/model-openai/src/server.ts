import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Clock } from './clock.ts';
import { addressesOf, type Endpoint, endpointAt } from './endpoint.ts';
import { Health } from './health.ts';
import { type Limiter, LocalLimiter } from './limiter.ts';
import type { OpenAiOptions } from './options.ts';
import { SharedLimiter, socketName } from './shared-limiter.ts';

/** What is behind one address. */
export interface Server {
  /** Where answers and scores are asked for. */
  readonly endpoint: Endpoint;
  readonly embeddings: Endpoint;
  readonly dispatcher: Dispatcher;
  readonly limiter: Limiter;
  readonly health: Health;
  /** Requests that are in flight here, or wait for a place. */
  outstanding: number;
  /** Milliseconds since 1970. */
  pausedUntil: number;
}

/**
 * One server for every address of the options, which are good (see `checkOptions`).
 *
 * @param runDirectory the run whose workers on this host share the limits; undefined: they are for this process alone
 */
export function serversOf(options: OpenAiOptions, clock: Clock, runDirectory: string | undefined): Server[] {
  return addressesOf(options).map((address) => serverAt(address, options, clock, runDirectory));
}

function serverAt(address: string, options: OpenAiOptions, clock: Clock, runDirectory: string | undefined): Server {
  const { concurrency, max_concurrency: maxConcurrency = concurrency, query_per_second: perSecond } = options;
  const limits = { concurrency, maxConcurrency, perSecond };
  const endpoint = endpointAt(options, address, options.endpoint);
  const embeddings = endpointAt(options, address, 'embeddings');
  // Its embeddings are at the same address, whatever else is asked there.
  const key = JSON.stringify([runDirectory, embeddings.shown, limits]);
  return {
    endpoint,
    embeddings,
    dispatcher: dispatcherFor(endpoint, maxConcurrency),
    limiter:
      runDirectory === undefined ? new LocalLimiter(limits, clock) : new SharedLimiter(socketName(key), limits, clock),
    health: new Health(),
    outstanding: 0,
    pausedUntil: 0,
  };
}

/** Keeps connections open, one for every request that may be in flight. */
function dispatcherFor({ origin, proxy }: Endpoint, connections: number): Dispatcher {
  return proxy ? new ProxyAgent({ uri: proxy.href, connections }) : new Pool(origin, { connections });
}
