import { Worker } from 'node:worker_threads';

/** A beat says that the event loop turns. */
const MOST_MS_BETWEEN_BEATS = 1000;

/**
 * Kills this process when its event loop does not turn for twice the time limit: a model that computes on the main
 * thread and never ends leaves no timer a chance. A thread watches; it says why on standard error. Returns what ends
 * the watch.
 */
export function watchEventLoop(seconds: number): () => Promise<void> {
  const ms = seconds * 1000;
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const lastWords = `the model has blocked its process for ${2 * seconds} s, twice sample_time_limit: it is killed`;
  const beating = setInterval(
    () => {
      Atomics.add(beats, 0, 1);
      Atomics.notify(beats, 0);
    },
    Math.min(ms / 4, MOST_MS_BETWEEN_BEATS),
  );
  beating.unref();
  const thread = new Worker(new URL('../bin/watchdog.js', import.meta.url), { workerData: { beats, ms, lastWords } });
  thread.unref();
  return async () => {
    clearInterval(beating);
    await thread.terminate();
  };
}
