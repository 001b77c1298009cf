import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';
import type { Settings } from './settings.ts';

const agents = new Map<number, EnvHttpProxyAgent>();

/**
 * `fetch` through the proxies that `http_proxy`, `https_proxy` and `no_proxy` name, with an end to every wait: for the
 * connection, for the first byte and for each one after it. The token goes to the hub alone (and is put in here, since
 * the client takes none but those of huggingface.co, and mirrors have their own).
 */
export function hubFetch({ endpoint, token, timeoutMs }: Settings, signal: AbortSignal): typeof fetch {
  const dispatcher = agentFor(timeoutMs);
  const { origin } = new URL(endpoint);
  const request = (url: string, init: { headers?: Record<string, string> }) => {
    const isHub = token !== undefined && new URL(url).origin === origin;
    const headers = { ...init.headers, ...(isHub && { authorization: `Bearer ${token}` }) };
    // A signal of its own for each request: hundreds of them would not be let listen to one.
    return undiciFetch(url, { ...init, headers, dispatcher, signal: AbortSignal.any([signal]) });
  };
  return (async (url, init = {}) =>
    await request(String(url), init as { headers?: Record<string, string> })) as typeof fetch;
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
