import { setTimeout as sleep } from 'node:timers/promises';

/** Rejects when the promise has not settled within `limitMs`. */
export async function within<Value>(limitMs: number, what: string, promise: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const late = sleep(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what}: not within ${limitMs} ms`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
