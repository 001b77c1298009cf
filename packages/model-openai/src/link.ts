import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Ending } from './adaptive-limit.ts';
import type { Clock } from './clock.ts';
import { Desk } from './desk.ts';
import { type Limits, LocalLimiter } from './limiter.ts';

/** What is lost with a process ends at its server about now, not before. */
const SETTLE_MS = 200;

/** The way to the limiter that the processes of this host share: it is in this process, or behind a socket. */
export interface Link {
  readonly limit: number;
  /** After an earlier link was lost: places that this process still holds. */
  adopt(places: number): void;
  /** Asks for a place, which the grant names by this id. */
  ask(id: number): void;
  withdraw(id: number): void;
  give(ending: Ending): void;
  pause(ms: number): void;
  close(): void;
}

export interface LinkOptions {
  readonly limits: Limits;
  readonly clock: Clock;
  granted(id: number): void;
  /** Called once when the process that holds the limiter is gone. */
  lost(): void;
}

/**
 * Holds the limiter, if nobody else does under this name: undefined then. Where a socket cannot be had, it is for this
 * process alone.
 *
 * Lines from the others: `adopt PLACES`, `ask ID`, `withdraw ID`, `give ENDING`, `pause MS`; to them: `grant ID LIMIT`.
 */
export async function hold(name: string, { limits, clock, granted }: LinkOptions): Promise<Link | undefined> {
  const limiter = new LocalLimiter(limits, clock);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, limiter, clock);
    socket.once('close', () => sockets.delete(socket));
  });
  if ((await listening(server, name)) === 'EADDRINUSE') return undefined;
  const own = new Desk(limiter, granted);
  return {
    get limit() {
      return limiter.limit;
    },
    adopt(places) {
      own.adopt(places);
      // Until the other survivors have said what they hold.
      void limiter.settle(SETTLE_MS);
    },
    ask: (id) => own.ask(id),
    withdraw: (id) => own.withdraw(id),
    give: (ending) => own.give(ending),
    pause: (ms) => own.pause(ms),
    close() {
      own.leave();
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Goes to who holds the limiter under this name; undefined where nobody does. */
export async function visit(name: string, { limits, granted, lost }: LinkOptions): Promise<Link | undefined> {
  const socket = connect(name);
  if (!(await connected(socket))) return undefined;
  let limit = Math.min(limits.concurrency, limits.maxConcurrency);
  const say = (...words: readonly (string | number)[]) => void socket.write(`${words.join(' ')}\n`);
  eachLine(socket, (line) => {
    const [, id, said] = line.split(' ').map(Number);
    limit = said ?? limit;
    granted(id ?? Number.NaN);
  });
  socket.once('close', lost);
  return {
    get limit() {
      return limit;
    },
    adopt: (places) => say('adopt', places),
    ask: (id) => say('ask', id),
    withdraw: (id) => say('withdraw', id),
    give: (ending) => say('give', ending),
    pause: (ms) => say('pause', ms),
    close() {
      socket.off('close', lost);
      socket.destroy();
    },
  };
}

function serve(socket: Socket, limiter: LocalLimiter, clock: Clock): void {
  const desk = new Desk(limiter, (id) => void socket.write(`grant ${id} ${limiter.limit}\n`));
  const { signal } = new AbortController();
  eachLine(socket, (line) => {
    const [word = '', rest = ''] = line.split(/ (.*)/, 2);
    if (word === 'give') desk.give(rest as Ending);
    else if (word === 'ask' || word === 'withdraw' || word === 'pause' || word === 'adopt') desk[word](Number(rest));
  });
  socket.once('close', () => {
    desk.leave();
    void clock.sleep(SETTLE_MS, signal).then(() => desk.giveAll());
  });
}

/** An error says no more than the end of the socket, which follows. */
function eachLine(socket: Socket, take: (line: string) => void): void {
  socket.on('error', () => {});
  createInterface({ input: socket })
    .on('line', take)
    .on('error', () => {});
}

/** Resolves with the code of the error, if there is one. */
function listening(server: Server, name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ path: name }, () => resolve(undefined));
  });
}

function connected(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.on('error', () => resolve(false));
    socket.once('connect', () => resolve(true));
  });
}
