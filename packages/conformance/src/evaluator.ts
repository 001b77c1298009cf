import assert from 'node:assert/strict';
import { type EvaluatedSample, type Evaluation, type Evaluator, isOcError } from 'oc-sdk';
import type { ContractCase, Create } from './case.ts';
import { deepFreeze } from './deep-freeze.ts';

export interface EvaluatorContractOptions {
  /** `() => createPlugin(plugin, options)`. */
  readonly create: Create<Evaluator>;
  /** Samples as this evaluator expects them, three or more. Default: {@link sampleOf} of a few letters. */
  readonly samples?: readonly EvaluatedSample[];
  /** Whether samples may be scored in any order with the same result. Default true. */
  readonly anyOrder?: boolean;
}

const SAMPLES = [
  sampleOf(0, 'A', 'A'),
  sampleOf(1, 'B', 'A'),
  sampleOf(2, 'Grüße 数据 🙂', 'Grüße 数据 🙂'),
  sampleOf(3, '', 'C'),
];

/** Predictions that postprocessors and models have been seen to give. */
const ODD_PREDICTIONS: readonly unknown[] = [
  '',
  '\u0000 \ud83d',
  'a'.repeat(50_000),
  '\\boxed{'.repeat(5_000),
  undefined,
  null,
  Number.NaN,
  7,
  ['A', 'B'],
  { answer: 'A' },
];

/** Cases for an evaluator. Which score is right is not asked; that it is a score is. */
export function evaluatorContract(options: EvaluatorContractOptions): ContractCase[] {
  const { create, samples = SAMPLES, anyOrder = true } = options;
  const cases: ContractCase[] = [
    { name: 'gives finite numbers, and one verdict per sample', run: () => givesNumbers(create, samples) },
    { name: 'gives finite numbers for one sample', run: () => givesNumbers(create, samples.slice(0, 1)) },
    { name: 'gives finite numbers for no sample, or a coded error', run: () => finiteOrRefused(create, []) },
    {
      name: 'gives the same result every time and leaves the samples as they are',
      run: () => repeats(create, samples),
    },
    { name: 'gives finite numbers for odd predictions, or a coded error', run: () => survivesOdd(create, samples) },
    { name: 'scores one by one as it does all at once, where it does', run: () => scoresOneByOne(create, samples) },
    { name: 'ends when the signal is aborted already', run: () => endsAborted(create, samples) },
  ];
  if (!anyOrder) return cases;
  return [...cases, { name: 'scores samples in any order alike', run: () => ignoresOrder(create, samples) }];
}

/** A sample whose answer and reference are as given, and whose row holds both. */
export function sampleOf(index: number, prediction: unknown, reference: unknown): EvaluatedSample {
  const prompt = `question ${index}`;
  const row = { question: prompt, answer: reference };
  return { index, replica: 0, id: String(index), prediction, rawPrediction: prediction, reference, row, prompt };
}

async function givesNumbers(create: Create<Evaluator>, samples: readonly EvaluatedSample[]): Promise<void> {
  checkEvaluation(await evaluate(create, samples), samples.length);
}

async function finiteOrRefused(create: Create<Evaluator>, samples: readonly EvaluatedSample[]): Promise<void> {
  let evaluation: Evaluation;
  try {
    evaluation = await evaluate(create, samples);
  } catch (error) {
    assert.ok(isOcError(error), `not an OcError: ${error}`);
    return;
  }
  checkEvaluation(evaluation, samples.length);
}

async function repeats(create: Create<Evaluator>, samples: readonly EvaluatedSample[]): Promise<void> {
  const frozen = deepFreeze(structuredClone(samples));
  assert.deepEqual(await evaluate(create, frozen), await evaluate(create, frozen));
}

async function survivesOdd(create: Create<Evaluator>, samples: readonly EvaluatedSample[]): Promise<void> {
  for (const prediction of ODD_PREDICTIONS) {
    await finiteOrRefused(
      create,
      samples.map((sample) => ({ ...sample, prediction, rawPrediction: prediction })),
    );
  }
}

async function scoresOneByOne(create: Create<Evaluator>, samples: readonly EvaluatedSample[]): Promise<void> {
  const scorer = (await create()).scorer?.();
  if (scorer === undefined) return;
  const details = samples.map((sample) => scorer.add(sample));
  const whole = await evaluate(create, samples);
  assert.deepEqual({ metrics: scorer.compute(), details }, { metrics: whole.metrics, details: whole.details });
}

async function endsAborted(create: Create<Evaluator>, samples: readonly EvaluatedSample[]): Promise<void> {
  try {
    checkEvaluation(await evaluate(create, samples, AbortSignal.abort()), samples.length);
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'AbortError', `not an AbortError: ${error}`);
  }
}

async function ignoresOrder(create: Create<Evaluator>, samples: readonly EvaluatedSample[]): Promise<void> {
  const forth = await evaluate(create, samples);
  const back = await evaluate(create, samples.toReversed());
  for (const [metric, value] of Object.entries(forth.metrics)) {
    const other = back.metrics[metric] ?? Number.NaN;
    assert.ok(Math.abs(value - other) <= 1e-9 * Math.max(1, Math.abs(value)), `${metric} is ${value}, or ${other}`);
  }
  assert.deepEqual(back.details?.toReversed(), forth.details, 'details of the same samples');
}

function checkEvaluation({ metrics, details, skipped }: Evaluation, samples: number): void {
  assert.equal(
    Object.keys(metrics).length > 0,
    skipped === undefined,
    'metrics, or why there are none: one of the two',
  );
  for (const [metric, value] of Object.entries(metrics)) {
    assert.ok(Number.isFinite(value), `${metric} is ${value}`);
  }
  if (!details) return;
  assert.equal(details.length, samples, 'verdicts');
  assert.equal(typeof JSON.stringify(details), 'string');
}

async function evaluate(
  create: Create<Evaluator>,
  samples: readonly EvaluatedSample[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Evaluation> {
  return await (await create()).evaluate(samples, { signal });
}
