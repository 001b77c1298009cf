import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { GenerateResult, Model } from 'oc-sdk';
import { within } from '../within.ts';
import { collect, freshSignal, generateAll } from './calls.ts';
import { type ModelCase, type ModelCaseTools, requestsOf } from './case.ts';

/** An abort ends a call, by a return or by the signal's own reason, and leaves the model as it was. */
export const abortCases: readonly ModelCase[] = [
  ['starts nothing when the signal is aborted already', startsNothing],
  ['ends when the signal is aborted midway, and goes on with the next call', endsMidway],
  ['can be left before the last result', canBeLeft],
  ['leaves no listener on the signal', leavesNoListener],
];

async function startsNothing({ model, requests, limitMs }: ModelCaseTools): Promise<void> {
  const results = await within(
    limitMs,
    'generate',
    untilAborted(model.generate(requests, { signal: AbortSignal.abort() })),
  );
  assert.deepEqual(results, []);
  if (!model.score) return;
  const scoreRequests = [{ index: 0, context: 'one', continuation: ' two' }];
  const scores = untilAborted(model.score(scoreRequests, { signal: AbortSignal.abort() }));
  assert.deepEqual(await within(limitMs, 'score', scores), []);
}

async function endsMidway({ model, prompts, limitMs }: ModelCaseTools): Promise<void> {
  const abort = new AbortController();
  const requests = requestsOf(Array(20).fill(prompts).flat());
  const results = untilAborted(abortAtFirst(model.generate(requests, { signal: abort.signal, batchSize: 1 }), abort));
  const indices = (await within(limitMs, 'generate after an abort', results)).map(({ index }) => index);
  assert.equal(new Set(indices).size, indices.length, 'a request has two results');
  assert.ok(
    indices.every((index) => index < requests.length && index >= 0),
    `indices are ${indices}`,
  );
  await answersStill(model, prompts, limitMs);
}

async function canBeLeft({ model, requests, prompts, limitMs }: ModelCaseTools): Promise<void> {
  await within(limitMs, 'a call that was left', leave(model.generate(requests, { signal: freshSignal() })));
  await answersStill(model, prompts, limitMs);
}

async function leavesNoListener({ model, requests }: ModelCaseTools): Promise<void> {
  const signal = freshSignal();
  await collect(model.generate(requests, { signal }));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
}

async function answersStill(model: Model, prompts: readonly string[], limitMs: number): Promise<void> {
  await within(limitMs, 'the next call', generateAll(model, requestsOf(prompts)));
}

async function leave(results: AsyncIterable<unknown>): Promise<void> {
  for await (const _result of results) break;
}

async function* abortAtFirst(
  results: AsyncIterable<GenerateResult>,
  abort: AbortController,
): AsyncIterable<GenerateResult> {
  for await (const result of results) {
    abort.abort();
    yield result;
  }
}

/** What was yielded; that the call then threw the abort is fine, that it threw anything else is not. */
async function untilAborted<Result>(results: AsyncIterable<Result>): Promise<Result[]> {
  const all: Result[] = [];
  try {
    for await (const result of results) all.push(result);
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'AbortError', `not an AbortError: ${error}`);
  }
  return all;
}
