import assert from 'node:assert/strict';
import type { GenerateRequest, GenerateResult, Model, RequestFailure, ScoreRequest, ScoreResult } from 'oc-sdk';

/**
 * Asks as the worker does: a model with a `concurrency` gets one request per call, many calls at a time; any other gets
 * them all in one call. Results in the order of their indices.
 */
export async function generateAll(model: Model, requests: readonly GenerateRequest[]): Promise<GenerateResult[]> {
  return await callAll(model, requests, (some) => model.generate(some, { signal: freshSignal() }));
}

/** Likewise, for scores. */
export async function scoreAll(model: Model, requests: readonly ScoreRequest[]): Promise<ScoreResult[]> {
  return await callAll(model, requests, (some) => {
    assert.ok(model.score);
    return model.score(some, { signal: freshSignal() });
  });
}

/** A result that is an answer; fails where the model refused. */
export function answered<Result extends { index: number }>(
  result: Result | undefined,
): Exclude<Result, { error: unknown }> {
  assert.ok(result, 'a request has no result');
  assert.ok(!('error' in result), `request ${result.index} failed: ${JSON.stringify(result)}`);
  return result as Exclude<Result, { error: unknown }>;
}

/** Checks that a failure says what happened, in a code and a line. */
export function checkFailure({ error }: RequestFailure): void {
  assert.match(error.code, /^[A-Z][A-Z0-9_]*$/);
  assert.match(error.message, /^\S.*$/, 'the message is one line');
}

/** Checks that every request has exactly one result. */
export function checkIndices(results: readonly { index: number }[], requests: readonly { index: number }[]): void {
  assert.deepEqual(
    results.map(({ index }) => index).sort((a, b) => a - b),
    requests.map(({ index }) => index).sort((a, b) => a - b),
    'indices of the results, and of the requests',
  );
}

export async function collect<Result>(results: AsyncIterable<Result>): Promise<Result[]> {
  const all: Result[] = [];
  for await (const result of results) all.push(result);
  return all;
}

export function freshSignal(): AbortSignal {
  return new AbortController().signal;
}

async function callAll<Request extends { index: number }, Result extends { index: number }>(
  model: Model,
  requests: readonly Request[],
  call: (requests: readonly Request[]) => AsyncIterable<Result>,
): Promise<Result[]> {
  const calls = model.concurrency === undefined ? [requests] : requests.map((request) => [request]);
  const results = (await Promise.all(calls.map((some) => collect(call(some))))).flat();
  checkIndices(results, requests);
  return results.sort((a, b) => a.index - b.index);
}
