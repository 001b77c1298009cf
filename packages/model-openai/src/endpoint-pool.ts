import type { Logger } from 'oc-sdk';
import type { Ending } from './adaptive-limit.ts';
import type { Clock } from './clock.ts';
import type { Failure } from './judge.ts';
import { onAbort } from './on-abort.ts';
import type { Server } from './server.ts';

/** Servers with the same model: each request goes to the one with the least to do for what it may take. */
export class EndpointPool {
  readonly #servers: readonly Server[];
  readonly #clock: Clock;
  readonly #logger: Logger;
  #turn = 0;

  constructor(servers: readonly Server[], clock: Clock, logger: Logger) {
    this.#servers = servers;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * Resolves with a place at a server, to be released; undefined when the signal was aborted first. Servers that rest
   * or pause are left out, unless all do.
   *
   * @param tried servers that have failed the request: others come first
   */
  async acquire(tried: ReadonlySet<Server>, signal: AbortSignal): Promise<Server | undefined> {
    while (!signal.aborted) {
      const server = await firstPlace(this.#candidates(tried), signal);
      if (server === undefined) return undefined;
      // It may have failed others while this one waited.
      if (this.#available().includes(server)) {
        server.health.begin(this.#clock.now());
        return server;
      }
      this.release(server, 'unused');
    }
    return undefined;
  }

  /** Gives a place back. */
  release(server: Server, ending: Ending): void {
    server.outstanding -= 1;
    server.limiter.give(ending);
  }

  /** Learns how a try went: `failure` is absent where the server answered. */
  note(server: Server, failure: Failure | undefined): void {
    const { shown } = server.endpoint;
    if (!failure?.sick) {
      if (server.health.succeeded() && this.#servers.length > 1) this.#logger.info(`${shown} answers again`);
      return;
    }
    const rest = server.health.failed(this.#clock.now());
    if (rest === undefined || this.#servers.length === 1) return;
    this.#logger.warn(`${failure.message}; nothing is sent there for ${rest / 1000} s while others answer`);
  }

  /** A server asks for a pause. Returns whether one begins, rather than goes on. */
  pause(server: Server, ms: number): boolean {
    const now = this.#clock.now();
    const begins = now >= server.pausedUntil;
    server.pausedUntil = Math.max(server.pausedUntil, now + ms);
    server.limiter.pause(ms);
    return begins;
  }

  /** Whether a server that has not failed the request may be asked at once. */
  offersOther(tried: ReadonlySet<Server>): boolean {
    return this.#servers.some((server) => this.#isOpen(server) && !tried.has(server));
  }

  async close(): Promise<void> {
    for (const { limiter } of this.#servers) limiter.close();
    await Promise.all(this.#servers.map(({ dispatcher }) => dispatcher.destroy()));
  }

  /** Where to ask: the one with the least to do for its limit, in turn where that is equal; or any, where all are full. */
  #candidates(tried: ReadonlySet<Server>): readonly Server[] {
    const available = this.#available();
    const fresh = available.filter((server) => !tried.has(server));
    const inOrder = inTurn(fresh.length > 0 ? fresh : available, this.#turn++).toSorted((a, b) => load(a) - load(b));
    const [best] = inOrder;
    return best && load(best) < 1 ? [best] : inOrder;
  }

  #available(): readonly Server[] {
    const open = this.#servers.filter((server) => this.#isOpen(server));
    return open.length > 0 ? open : this.#servers;
  }

  #isOpen({ pausedUntil, health }: Server): boolean {
    const now = this.#clock.now();
    return now >= pausedUntil && health.admits(now);
  }
}

/** The first server that has a place; undefined when the signal was aborted first. */
function firstPlace(servers: readonly Server[], signal: AbortSignal): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const wishes = servers.map((server) => {
      server.outstanding += 1;
      return { server, withdraw: server.limiter.ask(() => end(server)) };
    });
    const forget = onAbort(signal, () => end(undefined));
    function end(winner: Server | undefined): void {
      forget();
      for (const { server, withdraw } of wishes.filter(({ server }) => server !== winner)) {
        server.outstanding -= 1;
        withdraw();
      }
      resolve(winner);
    }
  });
}

function load({ outstanding, limiter }: Server): number {
  return outstanding / limiter.limit;
}

function inTurn<Item>(items: readonly Item[], turn: number): readonly Item[] {
  const start = turn % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
