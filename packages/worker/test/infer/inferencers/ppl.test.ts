import type { ScoreResult } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { ask, inferencerOf, recorder } from './support.ts';

const template = { yes: 'Is {q} so? yes', perhaps: 'Is {q} so? perhaps' };

function ppl(options: object = {}, prompt: object = template) {
  return inferencerOf({ prompt_template: { template: prompt }, inferencer: { type: 'ppl', ...options } });
}

/** A model that scores texts as a table says: log-probabilities, and how many belong to the continuation. */
function scoring(table: Readonly<Record<string, [number[], number]>>) {
  return {
    async *score(requests: readonly { index: number; context: string; continuation: string }[]) {
      for (const { index, context, continuation } of requests) {
        const [logProbabilities, continuationTokens] = table[context + continuation] as [number[], number];
        yield {
          index,
          logProbabilities,
          tokens: logProbabilities.length + 1,
          continuationTokens,
        } satisfies ScoreResult;
      }
    },
  };
}

const TABLE = { 'Is x so? yes': [[-4, -4, -1], 1], 'Is x so? perhaps': [[-4, -4, -0.6, -0.6], 2] } as const;
const table = TABLE as unknown as Parameters<typeof scoring>[0];

describe('the ppl inferencer', () => {
  it.each([
    // 9/4 against 9.2/5; the sum 1 against 1.2; per token 1 against 0.6; per byte 1/4 against 1.2/8.
    ['full', 'perhaps', [9 / 4, 9.2 / 5], [4, 5]],
    ['continuation_sum', 'yes', [1, 1.2], [1, 2]],
    ['continuation_mean', 'perhaps', [1, 0.6], [1, 2]],
    ['continuation_byte', 'perhaps', [1 / 4, 1.2 / 8], [1, 2]],
  ])('with scoring %s finds %s', async (name, prediction, scores, tokens) => {
    const [answer] = await ask(ppl({ scoring: name }), scoring(table), [{ q: 'x', a: 'yes' }]);
    expect(answer?.record).toMatchObject({ index: 10, status: 'ok', prediction, gold: 'yes' });
    const labels = answer?.record.status === 'ok' && 'labels' in answer.record ? answer.record.labels : [];
    expect(labels.map((label) => label.label)).toEqual(['yes', 'perhaps']);
    expect(labels.map((label) => label.tokens)).toEqual(tokens);
    for (const [i, label] of labels.entries()) expect(label.score).toBeCloseTo(scores[i] ?? Number.NaN, 12);
  });

  it('divides by all tokens, the one at the beginning included', async () => {
    const [answer] = await ask(ppl(), scoring(table), [{ q: 'x' }]);
    expect(answer).toMatchObject({ promptTokens: 4 + 5, outputTokens: 0 });
    expect(answer?.record).toMatchObject({ labels: [{ nll: 9, tokens: 4 }, { tokens: 5 }] });
  });

  it('cuts texts before the blank behind which they differ, never through a word', async () => {
    const { model, scored } = recorder();
    await ask(ppl({}, { a: 'Is {q} so? preach', b: 'Is {q} so? precise' }), model, [{ q: 'x' }]);
    expect(scored.map(({ context, continuation }) => [context, continuation])).toEqual([
      ['Is x so?', ' preach'],
      ['Is x so?', ' precise'],
    ]);
  });

  it('has no context where texts differ from the first word on', async () => {
    const { model, scored } = recorder();
    await ask(ppl({}, { a: 'yes {q}', b: 'yesterday {q}' }), model, [{ q: 'x' }]);
    expect(scored.map(({ context }) => context)).toEqual(['', '']);
  });

  it('cuts every sample by itself', async () => {
    const { model, scored } = recorder();
    await ask(ppl({}, { a: 'A {q}', b: 'A {a}' }), model, [
      { q: 'x y 1', a: 'x y 2' },
      { q: '😀', a: '😁' },
    ]);
    expect(scored.map(({ context, continuation }) => [context, continuation])).toEqual([
      ['A x y', ' 1'],
      ['A x y', ' 2'],
      ['A', ' 😀'],
      ['A', ' 😁'],
    ]);
  });

  it('puts scores together whatever their order', async () => {
    const { model } = recorder();
    const answers = await ask(
      ppl(),
      {
        async *score(requests, options) {
          const results = [];
          for await (const result of model.score?.(requests, options) ?? []) results.push(result);
          yield* results.toReversed();
        },
      },
      [{ q: 'x' }, { q: 'yy' }],
    );
    expect(answers.map(({ position }) => position).sort()).toEqual([0, 1]);
    expect(answers.find(({ position }) => position === 1)?.record).toMatchObject({
      index: 11,
      labels: [
        { label: 'yes', prompt: 'Is yy so? yes', nll: 13 },
        { label: 'perhaps', prompt: 'Is yy so? perhaps', nll: 17 },
      ],
    });
  });

  it('takes the first of labels that score the same', async () => {
    const [answer] = await ask(ppl({}, { b: '{q} 1', a: '{q} 2' }), recorder().model, [{ q: 'x' }]);
    expect(answer?.record).toMatchObject({ prediction: 'b' });
  });

  it('takes the named labels in the order named', async () => {
    const { model, scored } = recorder();
    await ask(ppl({ labels: ['perhaps', 'yes'] }), model, [{ q: 'x' }]);
    expect(scored.map(({ continuation }) => continuation)).toEqual([' perhaps', ' yes']);
  });

  it('refuses a label without a template', async () => {
    const sample = { index: 0, id: '0', position: 0, replica: 0, row: { q: 'x' } };
    const preparing = ppl({ labels: ['no'] }).prepare([sample]);
    await expect(preparing).rejects.toMatchObject({ code: 'NO_SUCH_LABEL' });
  });

  it('fails a sample with one label that could not be scored', async () => {
    const error = { code: 'HTTP_400', message: 'too long' };
    const [answer] = await ask(
      ppl(),
      {
        async *score() {
          yield { index: 0, logProbabilities: [-1], tokens: 2, continuationTokens: 1 };
          yield { index: 1, error };
        },
      },
      [{ q: 'x' }],
    );
    expect(answer?.record).toEqual({ index: 10, status: 'failed', id: 'id0', error });
  });

  it('says so where the model cannot score', async () => {
    await expect(ask(ppl(), {}, [{ q: 'x' }])).rejects.toMatchObject({ code: 'MODEL_CANNOT_SCORE', fatal: true });
  });
});
