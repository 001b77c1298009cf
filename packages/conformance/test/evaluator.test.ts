import { type EvaluatedSample, type Evaluation, type Evaluator, OcError } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { evaluatorContract, sampleOf } from '../src/index.ts';
import { brokenCases } from './support/broken-cases.ts';

function score(samples: readonly EvaluatedSample[]): Evaluation {
  const details = samples.map(({ prediction, reference }) => ({ correct: prediction === reference }));
  const correct = details.filter((detail) => detail.correct).length;
  return { metrics: { accuracy: samples.length === 0 ? 0 : (100 * correct) / samples.length }, details };
}

/** Scores rightly, then changes the result. */
function changing(change: (evaluation: Evaluation, samples: readonly EvaluatedSample[]) => Evaluation): Evaluator {
  return { evaluate: (samples) => change(score(samples), samples) };
}

let calls = 0;

const NUMBERS = 'gives finite numbers, and one verdict per sample';
const SAME = 'gives the same result every time and leaves the samples as they are';
const ODD = 'gives finite numbers for odd predictions, or a coded error';

const BROKEN: readonly [flaw: string, complaint: string, evaluator: Evaluator][] = [
  [
    'divides by zero',
    'gives finite numbers for no sample, or a coded error',
    changing((_, samples) => ({ metrics: { mean: 0 / samples.length } })),
  ],
  ['has no metric', NUMBERS, changing(() => ({ metrics: {} }))],
  ['loses a verdict', NUMBERS, changing((result) => ({ ...result, details: result.details?.slice(1) ?? [] }))],
  ['is never the same', SAME, changing((result) => ({ ...result, metrics: { calls: calls++ } }))],
  ['sorts the samples', SAME, { evaluate: (samples) => score((samples as EvaluatedSample[]).sort()) }],
  [
    'trips over what is not text',
    ODD,
    {
      evaluate: (samples) =>
        score(samples.map((sample) => ({ ...sample, prediction: (sample.prediction as string).trim() }))),
    },
  ],
  [
    'favours the first',
    'scores samples in any order alike',
    changing((result) => ({ metrics: { first: result.details?.[0]?.correct ? 1 : 0 } })),
  ],
  [
    'scores one by one another thing',
    'scores one by one as it does all at once, where it does',
    { evaluate: score, scorer: () => ({ add: () => ({ correct: true }), compute: () => ({ accuracy: 100 }) }) },
  ],
  ['fails in its own way', 'ends when the signal is aborted already', aborting(new Error('no'))],
];

describe('the cases for evaluators', () => {
  it('pass for one that keeps the contract', async () => {
    expect(await brokenCases(evaluatorContract({ create: () => ({ evaluate: score }) }))).toEqual([]);
  });

  it('pass for one that refuses no sample and stops when it is told to', async () => {
    const evaluator = aborting(new DOMException('stopped', 'AbortError'));
    expect(await brokenCases(evaluatorContract({ create: () => evaluator }))).toEqual([]);
  });

  for (const [flaw, complaint, evaluator] of BROKEN) {
    it(`find one that ${flaw}`, async () => {
      expect(await brokenCases(evaluatorContract({ create: () => evaluator }))).toContain(complaint);
    });
  }

  it('leave the order alone where the order matters', async () => {
    const create = () => changing((result) => ({ metrics: { first: result.details?.[0]?.correct ? 1 : 0 } }));
    const samples = [sampleOf(0, 'x', 'x'), sampleOf(1, 'y', 'z')];
    expect(await brokenCases(evaluatorContract({ create, samples, anyOrder: false }))).toEqual([]);
  });
});

function aborting(error: Error): Evaluator {
  return {
    evaluate: (samples, { signal }) => {
      if (signal.aborted) throw error;
      if (samples.length === 0) throw new OcError({ code: 'NO_SAMPLES', message: 'no sample' });
      return score(samples);
    },
  };
}
