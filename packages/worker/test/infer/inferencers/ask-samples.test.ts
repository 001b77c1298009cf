import type { GenerateResult, ScoreResult } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { ask, inferencerOf, recorder } from './support.ts';

const GEN = { prompt_template: { template: '{q}' } };
const PPL = { prompt_template: { template: { yes: '{q} yes', no: '{q} no' } }, inferencer: { type: 'ppl' } };

function generating(results: readonly unknown[]) {
  return {
    async *generate() {
      yield* results as GenerateResult[];
    },
  };
}

function scoring(result: object) {
  return {
    async *score(requests: readonly { index: number }[]) {
      for (const { index } of requests) yield { index, ...result } as ScoreResult;
    },
  };
}

describe('asking samples', () => {
  it('keeps an empty answer as the answer it is', async () => {
    const [answer] = await ask(inferencerOf(GEN), generating([{ index: 0, text: '' }]), [{ q: 'x' }]);
    expect(answer?.record).toMatchObject({ status: 'ok', prediction: '' });
  });

  it.each([[undefined], [null], [7], [{ text: 'x' }]])(
    'fails a sample whose answer is no text but %j',
    async (text) => {
      const [answer] = await ask(inferencerOf(GEN), generating([{ index: 0, text }]), [{ q: 'x' }]);
      expect(answer?.record).toMatchObject({ status: 'failed', error: { code: 'BAD_ANSWER' } });
    },
  );

  it.each([
    ['SCORE_NOT_FINITE', { logProbabilities: [-1, Number.NaN], tokens: 3, continuationTokens: 1 }],
    ['SCORE_NOT_FINITE', { logProbabilities: [-1, Number.NEGATIVE_INFINITY], tokens: 3, continuationTokens: 1 }],
    ['SCORE_NOT_FINITE', { logProbabilities: [-1, null], tokens: 3, continuationTokens: 1 }],
    ['BAD_SCORE', { logProbabilities: [-1], tokens: 2, continuationTokens: 2 }],
    ['BAD_SCORE', { logProbabilities: [-1, -1, -1], tokens: 2, continuationTokens: 1 }],
    ['BAD_SCORE', { logProbabilities: [-1], tokens: Number.NaN, continuationTokens: 1 }],
    ['BAD_SCORE', { tokens: 2, continuationTokens: 1 }],
  ])('fails a sample with %s instead of scoring it by %j', async (code, result) => {
    const [answer] = await ask(inferencerOf(PPL), scoring(result), [{ q: 'x' }]);
    expect(answer?.record).toMatchObject({ status: 'failed', error: { code } });
  });

  it('asks a model behind a server for one thing at a time, what begins alike in turn', async () => {
    const calls: string[][] = [];
    const model = recorder().model;
    const counted = {
      ...model,
      concurrency: 8,
      score(requests: Parameters<NonNullable<typeof model.score>>[0], options: { signal: AbortSignal }) {
        calls.push(requests.map(({ context, continuation }) => context + continuation));
        return (model.score as NonNullable<typeof model.score>)(requests, options);
      },
    };
    await ask(inferencerOf(PPL), counted, [{ q: 'x' }, { q: 'y' }]);
    expect(calls).toEqual([['x yes'], ['x no'], ['y yes'], ['y no']]);
  });

  it('gives a result that nobody waits for no position', async () => {
    const twice = [
      { index: 0, text: 'a' },
      { index: 0, text: 'b' },
      { index: 5, text: 'c' },
    ];
    const answers = await ask(inferencerOf(GEN), generating(twice), [{ q: 'x' }]);
    expect(answers.map(({ position }) => position)).toEqual([0, -1, -1]);
  });

  it('fails a row without a column that input_columns names, and asks the others', async () => {
    const { model, generated } = recorder();
    const answers = await ask(inferencerOf(GEN), model, [{ other: 1 }, { q: 'x' }]);
    expect(answers.map(({ record }) => record.status)).toEqual(['failed', 'ok']);
    expect(generated.map(({ prompt }) => prompt)).toEqual(['x']);
  });
});
