import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

const agents = new Map<number, EnvHttpProxyAgent>();

/**
 * `fetch` through the proxies that `http_proxy`, `https_proxy` and `no_proxy` name, with an end to every wait: for the
 * connection, for the first byte and for each one after it.
 */
export function hubFetch(timeoutMs: number, signal: AbortSignal): typeof fetch {
  const dispatcher = agentFor(timeoutMs);
  const request = (url: string, init: object) => undiciFetch(url, { ...init, dispatcher, signal });
  return (async (url, init = {}) => await request(String(url), init)) as typeof fetch;
}

/** Kept for the life of the process: it holds the open connections. */
function agentFor(timeoutMs: number): EnvHttpProxyAgent {
  const known = agents.get(timeoutMs);
  if (known !== undefined) return known;
  const waits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: timeoutMs } };
  const agent = new EnvHttpProxyAgent(waits);
  agents.set(timeoutMs, agent);
  return agent;
}
