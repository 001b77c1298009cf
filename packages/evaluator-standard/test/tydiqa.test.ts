import { createPlugin } from 'oc-conformance';
import type { EvaluatedSample } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import tydiqa from '../src/tydiqa/index.ts';

describe('tydiqa', () => {
  it('compares without regard to capitals, on both sides', async () => {
    const pairs = [
      ['In December', ['December', 'in DECEMBER']],
      ['December', 'December'],
      ['May', 'December'],
    ] as const;
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
    const { metrics } = await (await createPlugin(tydiqa)).evaluate(samples, { signal: new AbortController().signal });
    expect(metrics).toEqual({ exact_match: 200 / 3, f1: 200 / 3 });
  });
});
