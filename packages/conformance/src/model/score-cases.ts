import assert from 'node:assert/strict';
import type { ScoreRequest } from 'oc-sdk';
import { answered, collect, freshSignal, scoreAll } from './calls.ts';
import type { ModelCase, ModelCaseTools } from './case.ts';

/** How far two sums of log-probabilities of the same text may lie apart: batches round differently. Nats. */
const TOLERANCE = 1e-2;

const REQUESTS: readonly ScoreRequest[] = [
  { index: 0, context: 'The capital of France is', continuation: ' Paris' },
  { index: 1, context: 'Two and two are', continuation: ' four, as everybody knows' },
  { index: 2, context: 'Grüße aus 维也纳', continuation: ' 🙂' },
  { index: 3, context: '', continuation: 'All of it' },
];

/** Only for models that score. */
export const scoreCases: readonly ModelCase[] = [
  ['scores every request once: natural logarithms, one for every token but the first', scoresEach],
  ['gives scores to the request that they belong to', keepsScoresApart],
  ['gives no score for no request', scoresNothing],
];

async function scoresEach({ model }: ModelCaseTools): Promise<void> {
  if (!model.score) return;
  for (const result of await scoreAll(model, REQUESTS)) {
    const { logProbabilities, tokens, continuationTokens } = answered(result);
    assert.equal(logProbabilities.length, tokens - 1, 'log-probabilities, for all tokens but the first');
    for (const value of logProbabilities) assert.ok(Number.isFinite(value) && value <= 0, `${value} is no logarithm`);
    assert.ok(Number.isInteger(continuationTokens) && continuationTokens > 0, `it has ${continuationTokens} tokens`);
    assert.ok(continuationTokens <= logProbabilities.length, 'more tokens of the continuation than log-probabilities');
  }
}

async function keepsScoresApart({ model, deterministic }: ModelCaseTools): Promise<void> {
  if (!model.score || !deterministic) return;
  const together = await scoreAll(model, REQUESTS);
  for (const [position, request] of REQUESTS.entries()) {
    const [alone] = await scoreAll(model, [{ ...request, index: 0 }]);
    const [a, b] = [answered(together[position]), answered(alone)];
    assert.equal(a.tokens, b.tokens, `tokens of request ${position}, among others and alone`);
    const difference = Math.abs(sum(a.logProbabilities) - sum(b.logProbabilities));
    assert.ok(difference <= TOLERANCE, `request ${position} scores ${difference} nats apart, among others and alone`);
  }
}

async function scoresNothing({ model }: ModelCaseTools): Promise<void> {
  if (model.score) assert.deepEqual(await collect(model.score([], { signal: freshSignal() })), []);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
