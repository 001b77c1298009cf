import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SampleRecord } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { jsonl, pluginText, QUESTION, questions, type RunOptions, testRun } from '../support.ts';

type Block = Readonly<Record<string, unknown>>;

/** Answers of a dataset whose right ones are q0, q1, ...: per replica what is said to each row; undefined: it failed. */
async function resultOf(
  rounds: readonly (readonly (string | undefined)[])[],
  dataset: Block,
  options: Partial<RunOptions> = {},
) {
  const rows = rounds[0]?.length ?? 0;
  const records = rounds.flatMap((round, replica) =>
    round.map((prediction, index): SampleRecord => {
      const base = { index, ...(replica > 0 && { replica }) };
      if (prediction === undefined)
        return { ...base, status: 'failed', id: `${index}`, error: { code: 'HTTP_400', message: 'no' } };
      return { ...base, status: 'ok', id: `${index}`, origin_prompt: `q${index}`, prediction };
    }),
  );
  const run = await testRun({
    stage: 'eval',
    rows: { d: questions(rows) },
    ...options,
    dataset: { ...QUESTION, ...dataset },
    spec: { details: true, ...options.spec },
  });
  const path = run.directory.predictionsOf('m', 'd', 'f', '1-00000', 0);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, jsonl(records));
  expect(await run.work()).toBe(0);
  const [end] = await run.endsOf('1-00000');
  if (end?.status === 'failed' && end.code !== 'JUDGE_FAILED') throw new Error(end.detail);
  return JSON.parse(await readFile(run.directory.result('m', 'd'), 'utf8'));
}

describe('a dataset that is asked n times', () => {
  it('has the mean over all replicas, pass rates, and details with one value per replica', async () => {
    const rounds = [
      ['q0', 'x'],
      ['q0', 'q1'],
      ['x', 'x'],
      ['x', 'x'],
    ];
    const result = await resultOf(rounds, { n: 4, k: [1, 2] });
    // c of n = 4: 2 and 1. G-Pass@2 with the threshold 1: C(2,2)/C(4,2) = 1/6, and 0.
    expect(result['accuracy (4 runs average)']).toBe(37.5);
    expect(result['pass@2']).toBeCloseTo((100 * (5 / 6 + 1 / 2)) / 2, 9);
    expect(result['G-Pass@2_0.0']).toBeCloseTo(result['pass@2'], 9);
    expect(result['G-Pass@2_1.0']).toBeCloseTo(100 / 12, 9);
    expect(result['mG-Pass@2']).toBeCloseTo(100 / 12, 9);
    expect(Object.keys(result)).not.toContain('accuracy');
    expect(result.oc.coverage).toMatchObject({ asked: 8, scored: 8 });
    expect(result.details).toHaveLength(2);
    expect(result.details[0]).toMatchObject({
      example_abbr: 'd_0',
      predictions: ['q0', 'q0', 'x', 'x'],
      correct: [true, true, false, false],
      'G-Pass@2_1.0': expect.closeTo(1 / 6, 9),
    });
  });

  it('has pass rates of those samples whose answers are all there', async () => {
    const rounds = [
      ['q0', 'x'],
      ['q0', undefined],
    ];
    const result = await resultOf(rounds, { n: 2, k: 2 });
    expect(result['pass@2']).toBe(100);
    expect(result.oc.statistics['pass@2'].bounds).toEqual([50, 100]);
    expect(result.oc.coverage).toMatchObject({ asked: 4, scored: 3, failed: 1, failures: { HTTP_400: 1 } });
    expect(result.details[1]).toMatchObject({ predictions: ['x', null], error: [null, { code: 'HTTP_400' }] });
  });

  it('counts all replicas where an evaluator gives no details; OpenCompass counts the last', async () => {
    const body = 'return { metrics: { accuracy: 100 * Number(samples[0].prediction) } };';
    const files = { 'e.mjs': pluginText('evaluator', `() => ({ evaluate: (samples) => { ${body} } })`) };
    const dataset = { n: 2, eval_cfg: { evaluator: { type: './e.mjs' } } };
    expect(await resultOf([['1'], ['0']], dataset, { files })).toMatchObject({ 'accuracy (2 runs average)': 50 });
    const compat = await resultOf([['1'], ['0']], dataset, { files, spec: { compat: 'opencompass' } });
    expect(compat).toMatchObject({ accuracy: 0 });
  });
});

describe('rounds of answers', () => {
  const verdicts =
    "samples.map(({ prediction: p }) => (p === 'down' ? { failed: { code: 'X', message: 'x' } } : { correct: p === 'yes' }))";
  const files = {
    'whole.mjs': pluginText(
      'evaluator',
      `() => ({ evaluate(samples) {
        const details = ${verdicts};
        const known = details.filter(({ failed }) => !failed);
        return { metrics: { accuracy: (100 * known.filter(({ correct }) => correct).length) / Math.max(1, known.length) }, details };
      } })`,
    ),
    'by-sample.mjs': pluginText(
      'evaluator',
      `() => ({ scorer() {
        const known = [];
        return {
          add(sample) {
            const [verdict] = ((samples) => ${verdicts})([sample]);
            if (!verdict.failed) known.push(verdict.correct);
            return verdict;
          },
          compute: () => ({ accuracy: (100 * known.filter(Boolean).length) / Math.max(1, known.length) }),
        };
      } })`,
    ),
    'last.mjs': pluginText(
      'evaluator',
      '() => ({ evaluate: (samples) => ({ metrics: { replica: samples[0].replica } }) })',
    ),
  };
  const evaluatedBy = (type: string) => ({ n: 2, eval_cfg: { evaluator: { type } } });

  it.each(['./whole.mjs', './by-sample.mjs'])('that no sample of was scored are in no mean (%s)', async (type) => {
    const said = [
      ['down', 'down'],
      ['yes', 'yes'],
    ];
    const result = await resultOf(said, evaluatedBy(type), { files });
    expect(result).toMatchObject({ 'accuracy (2 runs average)': 100, oc: { samples: 2 } });
    expect(result.oc.statistics['accuracy (2 runs average)'].bounds).toEqual([50, 100]);
  });

  it('come in their order, whichever is answered first', async () => {
    const said = [
      [undefined, 'x'],
      ['x', 'x'],
    ];
    const compat = { files, spec: { compat: 'opencompass' } } as const;
    expect(await resultOf(said, evaluatedBy('./last.mjs'), compat)).toMatchObject({ replica: 1 });
  });
});

describe('several extractions', () => {
  it('read the same answers side by side, each with its metrics and what it did not find', async () => {
    const extractions = [
      { name: 'strict', pred_postprocessor: { type: 'match-answer-pattern', answer_pattern: '^ANSWER: (q\\d)$' } },
      { name: 'lenient', pred_postprocessor: { type: 'match-answer-pattern', answer_pattern: '(q\\d)' } },
    ];
    const result = await resultOf([['ANSWER: q0', 'I say q1', 'nothing']], {
      eval_cfg: { evaluator: { type: 'accuracy' }, extractions },
    });
    expect(result['accuracy (strict)']).toBeCloseTo(100 / 3, 9);
    expect(result['accuracy (lenient)']).toBeCloseTo(200 / 3, 9);
    expect(result.oc.coverage).toMatchObject({ unparsed: 2, unparsed_by_extraction: { strict: 2, lenient: 1 } });
    expect(Object.keys(result.oc.statistics)).toEqual(['accuracy (strict)', 'accuracy (lenient)']);
    expect(result.details[1]).toMatchObject({
      origin_prediction: 'I say q1',
      extractions: { strict: { predictions: '', correct: false }, lenient: { predictions: 'q1', correct: true } },
    });
  });
});

describe('pred_role', () => {
  const round = [
    { role: 'HUMAN', begin: '<h>', end: '</h>' },
    { role: 'BOT', begin: '<b>', end: '</b>' },
  ];
  const said = [['<h>x</h><b>q0</b>rest', 'q1</b><h>more', 'q2']];
  const dataset = { eval_cfg: { evaluator: { type: 'accuracy' }, pred_role: 'BOT' } };

  it("cuts the role's text out of an answer, marks or not; OpenCompass means to", async () => {
    const model = { meta_template: { round } };
    expect(await resultOf(said, dataset, { model })).toMatchObject({ accuracy: 100 });
    const spec = { compat: 'opencompass' } as const;
    expect((await resultOf(said, dataset, { model, spec })).accuracy).toBeCloseTo(100 / 3, 9);
  });

  it('leaves answers of a model without such a role as they are', async () => {
    expect((await resultOf(said, dataset)).accuracy).toBeCloseTo(100 / 3, 9);
  });
});

describe('an evaluator with bad details', () => {
  it.each([
    ['too few', 'details: []', /0 details for 2 samples/],
    ['a score above 1', 'details: samples.map(() => ({ score: 50 }))', /score = 50 for sample 0/],
    ['a score that is no number', 'details: samples.map(() => ({ score: NaN }))', /score = NaN/],
  ])('is told of %s', async (_, details, message) => {
    const body = `return { metrics: { a: 1 }, ${details} };`;
    const files = { 'e.mjs': pluginText('evaluator', `() => ({ evaluate: (samples) => { ${body} } })`) };
    const eval_cfg = { evaluator: { type: './e.mjs' } };
    await expect(resultOf([['x', 'y']], { eval_cfg }, { files })).rejects.toThrow(message);
  });
});
