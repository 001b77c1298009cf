import { setMaxListeners } from 'node:events';
import type { ModelCallOptions, RequestFailure } from 'oc-sdk';

/** How long a model may take for one request. */
export interface TimeLimit {
  readonly seconds: number;
  /** Calls back after so many milliseconds, unless what it returns is called before. */
  readonly setTimer: (callback: () => void, ms: number) => () => void;
}

interface Indexed {
  readonly index: number;
}

/** `generate` or `score` of a model. */
type Call<Request, Result> = (requests: readonly Request[], options: ModelCallOptions) => AsyncIterable<Result>;

/** The `sample_time_limit` of a model block, by this machine's clock. */
export function timeLimitOf(block: Readonly<Record<string, unknown>>): TimeLimit | undefined {
  const seconds = block.sample_time_limit as number | undefined;
  return seconds === undefined ? undefined : { seconds, setTimer: systemTimer };
}

function systemTimer(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

/**
 * Calls a model, and gives up what it does not answer in time: alone, a request fails with TIMEOUT. Which of several
 * requests a model is at cannot be seen, so when no result comes for that long the call is aborted, and what is not
 * answered by then is asked batch by batch, and at last one by one.
 */
export async function* withinTime<Request extends Indexed, Result extends Indexed>(
  call: Call<Request, Result>,
  requests: readonly Request[],
  options: ModelCallOptions,
  limit: TimeLimit | undefined,
): AsyncGenerator<Result | RequestFailure> {
  if (limit === undefined) {
    yield* call(requests, options);
    return;
  }
  const waiting = new Map(requests.map((request) => [request.index, request]));
  const isLate = yield* untilLate(call, requests, options, limit, waiting);
  if (!isLate || options.signal.aborted) return;
  if (requests.length === 1) {
    for (const index of waiting.keys()) yield { index, error: timeout(limit) };
    return;
  }
  const { batchSize = 1 } = options;
  for (const piece of pieces([...waiting.values()], requests.length > batchSize ? batchSize : 1)) {
    const asked = piece.map((request, index) => ({ ...request, index }));
    for await (const result of withinTime(call, asked, options, limit)) {
      yield { ...result, index: piece[result.index]?.index ?? -1 };
    }
  }
}

function timeout({ seconds }: TimeLimit): RequestFailure['error'] {
  return { code: 'TIMEOUT', message: `no answer within ${seconds} s (sample_time_limit)` };
}

function pieces<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/**
 * Yields what comes, and takes it out of `waiting`; returns whether the call was aborted because nothing came in time.
 * A model that does not heed the signal is left behind after as long again.
 */
async function* untilLate<Request, Result extends Indexed>(
  call: Call<Request, Result>,
  requests: readonly Request[],
  { signal, ...options }: ModelCallOptions,
  limit: TimeLimit,
  waiting: Map<number, Request>,
): AsyncGenerator<Result, boolean> {
  const own = new AbortController();
  const abort = () => own.abort(signal.reason);
  // As many listen as there are requests in flight.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  const results = call(requests, { ...options, signal: own.signal })[Symbol.asyncIterator]();
  let isLate = false;
  let isOver = false;
  try {
    for (;;) {
      const next = results.next();
      let step = await inTime(next, limit);
      if (step === undefined && !isLate) {
        isLate = true;
        own.abort();
        step = await inTime(next, limit);
      }
      isOver = step === undefined || step.done === true;
      if (step === undefined || step.done) return isLate;
      waiting.delete(step.value.index);
      yield step.value;
    }
  } catch (error) {
    isOver = true;
    if (isLate) return true;
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    if (!isOver) await results.return?.();
  }
}

/** What a promise resolves to; undefined where it takes too long. */
async function inTime<Value>(promise: Promise<Value>, { seconds, setTimer }: TimeLimit): Promise<Value | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = setTimer(() => resolve(undefined), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
