import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Clock } from './clock.ts';
import { addressesOf, type Endpoint, endpointAt } from './endpoint.ts';
import { Health } from './health.ts';
import { Limiter } from './limiter.ts';
import type { OpenAiOptions } from './options.ts';

/** What is behind one address. */
export interface Server {
  /** Where answers and scores are asked for. */
  readonly endpoint: Endpoint;
  readonly embeddings: Endpoint;
  readonly dispatcher: Dispatcher;
  readonly limiter: Limiter;
  readonly health: Health;
  /** Requests in flight. */
  outstanding: number;
  /** Milliseconds since 1970. */
  pausedUntil: number;
}

/** One server for every address of the options, which are good (see `checkOptions`). */
export function serversOf(options: OpenAiOptions, clock: Clock): Server[] {
  return addressesOf(options).map((address) => serverAt(address, options, clock));
}

function serverAt(address: string, options: OpenAiOptions, clock: Clock): Server {
  const { concurrency, max_concurrency: maxConcurrency = concurrency, query_per_second: perSecond } = options;
  const endpoint = endpointAt(options, address, options.endpoint);
  return {
    endpoint,
    embeddings: endpointAt(options, address, 'embeddings'),
    dispatcher: dispatcherFor(endpoint, maxConcurrency),
    limiter: new Limiter({ concurrency, maxConcurrency, perSecond }, clock),
    health: new Health(),
    outstanding: 0,
    pausedUntil: 0,
  };
}

/** Keeps connections open, one for every request that may be in flight. */
function dispatcherFor({ origin, proxy }: Endpoint, connections: number): Dispatcher {
  return proxy ? new ProxyAgent({ uri: proxy.href, connections }) : new Pool(origin, { connections });
}
