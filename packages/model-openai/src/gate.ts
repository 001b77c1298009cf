import type { Clock } from './clock.ts';

/** Those who waited together do not all start in the same millisecond. */
const SPREAD_MS = 1000;

/** What every request of a model passes before it is sent: the server's wish for a pause, and the rate limit. */
export interface Gate {
  /** Resolves when a request may be sent, or when the signal is aborted. */
  pass(signal: AbortSignal): Promise<void>;
  /** Nothing is sent in the next `ms` milliseconds. Returns whether a pause begins, rather than goes on. */
  pause(ms: number): boolean;
}

/** A gate for at most `perSecond` requests a second, evenly spaced, first come, first served. */
export function createGate(perSecond: number | undefined, { now, random, sleep }: Clock): Gate {
  const interval = perSecond === undefined ? 0 : 1000 / perSecond;
  let nextTurn = 0;
  let pausedUntil = 0;

  async function pass(signal: AbortSignal): Promise<void> {
    while (now() < pausedUntil && !signal.aborted) {
      const rest = pausedUntil - now();
      await sleep(rest + random() * Math.min(rest, SPREAD_MS), signal);
    }
    if (interval > 0) await turn(signal);
    if (now() < pausedUntil && !signal.aborted) await pass(signal);
  }

  async function turn(signal: AbortSignal): Promise<void> {
    const mine = Math.max(now(), nextTurn);
    nextTurn = mine + interval;
    if (mine > now()) await sleep(mine - now(), signal);
  }

  function pause(ms: number): boolean {
    const begins = now() >= pausedUntil;
    pausedUntil = Math.max(pausedUntil, now() + ms);
    return begins;
  }

  return { pass, pause };
}
