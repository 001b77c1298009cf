import { createPlugin, evaluatorContract, pluginContract } from 'oc-conformance';
import type { EvaluatedSample, Evaluation, Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import accuracy from '../src/accuracy/index.ts';
import exactMatch from '../src/exact-match/index.ts';
import gsm8kEqual from '../src/gsm8k-equal/index.ts';

async function evaluate(
  plugin: Plugin<'evaluator'>,
  pairs: readonly (readonly [prediction: unknown, reference: unknown])[],
  signal = new AbortController().signal,
): Promise<Evaluation> {
  const samples = pairs.map(
    ([prediction, reference], index): EvaluatedSample => ({
      index,
      replica: 0,
      id: String(index),
      prediction,
      rawPrediction: prediction,
      reference,
      row: {},
      prompt: '',
    }),
  );
  return await (await createPlugin(plugin)).evaluate(samples, { signal });
}

describe('accuracy', () => {
  it('compares as text, whatever type the reference has in its file', async () => {
    const { metrics, details } = await evaluate(accuracy, [
      ['3', 3],
      ['True', true],
      ['b', 'B'],
      [null, 'None'],
    ]);
    expect(metrics).toEqual({ accuracy: 75 });
    expect(details?.[2]).toEqual({ pred: 'b', answer: 'B', correct: false });
    expect(details?.map(({ correct }) => correct)).toEqual([true, true, false, true]);
  });
});

describe('exact-match', () => {
  it('takes any of several references, normalised or as they stand', async () => {
    const { metrics, details } = await evaluate(exactMatch, [
      ['The Eiffel Tower.', ['Louvre', 'Eiffel Tower!']],
      ['the cat', 'a cat'],
      ['the cat', ['Cat']],
    ]);
    expect(metrics.score).toBeCloseTo(66.6667, 3);
    expect(details?.[0]).toEqual({ pred: 'Eiffel Tower', answer: ['Louvre', 'Eiffel Tower!'], correct: true });
  });
});

describe('gsm8k-equal', () => {
  it('compares numbers', async () => {
    const { metrics } = await evaluate(gsm8kEqual, [
      ['18.0', '18'],
      ['18', 18],
      ['17', '18'],
      ['NULL', '18'],
    ]);
    expect(metrics).toEqual({ accuracy: 50 });
  });
});

describe.each([accuracy, exactMatch, gsm8kEqual])('$name', (plugin) => {
  const cases = [...pluginContract(plugin), ...evaluatorContract({ create: () => createPlugin(plugin) })];
  for (const { name, run } of cases) it(name, run);

  it('has finite metrics for no samples, and details that JSON can hold', async () => {
    expect(Object.values((await evaluate(plugin, [])).metrics)).toEqual([0]);
    const evaluation = await evaluate(plugin, [
      [undefined, undefined],
      [{}, []],
      [Number.NaN, 'x'],
    ]);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('does not start once its signal is aborted', async () => {
    await expect(evaluate(plugin, [], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
