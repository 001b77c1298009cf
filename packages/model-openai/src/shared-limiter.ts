import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending } from './adaptive-limit.ts';
import type { Clock } from './clock.ts';
import type { Limiter, Limits } from './limiter.ts';
import { hold, type Link, type LinkOptions, visit } from './link.ts';

const TRY_AGAIN_MS = 10;
/** A name that is taken and does not answer may be about to. After so many tries it is of a process that is gone. */
const TRIES = 5;

/** The socket of the n-th holder; where names vanish with their process, all have the same. */
export type SocketName = (generation: number) => string;

/** @param key says what is shared: who says the same shares it */
export function socketName(key: string, platform: NodeJS.Platform = process.platform): SocketName {
  const name = `oc-${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
  if (platform === 'linux') return () => `\0${name}`;
  if (platform === 'win32') return () => `\\\\.\\pipe\\${name}`;
  return (generation) => join(tmpdir(), `${name}.${generation}`);
}

/**
 * A limiter that all processes on this host share that say the same name. The first one holds it, and gives places to the
 * others over a socket; when it is gone, one of them takes over, with what each of them holds. A process that is gone gives
 * back what it held. Nothing is opened before the first place is asked for.
 */
export class SharedLimiter implements Limiter {
  readonly #nameOf: SocketName;
  readonly #options: LinkOptions;
  /** Who waits, in the order of asking. */
  readonly #waiting = new Map<number, () => void>();
  readonly #closed = new AbortController();
  #link: Link | undefined;
  #joining = false;
  #lostOne = false;
  #held = 0;
  #nextId = 0;

  constructor(nameOf: SocketName, limits: Limits, clock: Clock) {
    this.#nameOf = nameOf;
    this.#options = { limits, clock, granted: (id) => this.#grant(id), lost: () => this.#lost() };
  }

  get limit(): number {
    const { concurrency, maxConcurrency } = this.#options.limits;
    return this.#link?.limit ?? Math.min(concurrency, maxConcurrency);
  }

  ask(granted: () => void): () => void {
    const id = this.#nextId++;
    this.#waiting.set(id, granted);
    if (this.#link) this.#link.ask(id);
    else void this.#join();
    return () => {
      if (this.#waiting.delete(id)) this.#link?.withdraw(id);
      else this.give('unused');
    };
  }

  give(ending: Ending): void {
    this.#held -= 1;
    this.#link?.give(ending);
  }

  pause(ms: number): void {
    this.#link?.pause(ms);
  }

  close(): void {
    this.#closed.abort();
    this.#waiting.clear();
    this.#link?.close();
    this.#link = undefined;
  }

  #grant(id: number): void {
    const granted = this.#waiting.get(id);
    // Who has withdrawn by now has said so: the place is given back on the other side.
    if (granted === undefined) return;
    this.#waiting.delete(id);
    this.#held += 1;
    granted();
  }

  #lost(): void {
    this.#lostOne = true;
    this.#link = undefined;
    void this.#join();
  }

  async #join(): Promise<void> {
    if (this.#joining) return;
    this.#joining = true;
    const { signal } = this.#closed;
    for (let tries = 0; this.#link === undefined && !signal.aborted; tries += 1) {
      const name = this.#nameOf(Math.floor(tries / TRIES));
      const link = (await hold(name, this.#options)) ?? (await visit(name, this.#options));
      if (link) this.#use(link);
      else await this.#options.clock.sleep(TRY_AGAIN_MS, signal);
    }
    this.#joining = false;
  }

  #use(link: Link): void {
    if (this.#closed.signal.aborted) {
      link.close();
      return;
    }
    this.#link = link;
    if (this.#lostOne) link.adopt(this.#held);
    for (const id of this.#waiting.keys()) link.ask(id);
  }
}
