import { onAbort } from './on-abort.ts';

/** Time and chance, as arguments: tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = { now: Date.now, random: Math.random, sleep };

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    const forget = onAbort(signal, end);
    function end(): void {
      clearTimeout(timer);
      forget();
      resolve();
    }
  });
}
