import { createPlugin, evaluatorContract, pluginContract } from 'oc-conformance';
import { defineEvaluator } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import cascade from '../src/cascade/index.ts';
import llmJudge from '../src/llm-judge/index.ts';
import { create, evaluate, samplesOf, scriptedJudge, section } from './support.ts';

const noOptions = { type: 'object', additionalProperties: false, properties: {} } as const;

/** A rule: prediction and reference are the same. */
const same = defineEvaluator({
  name: 'same',
  summary: 'For a test.',
  optionsSchema: noOptions,
  create: () => ({
    evaluate: (samples) => ({
      metrics: { accuracy: 0 },
      details: samples.map(({ prediction, reference }) => ({ correct: prediction === reference })),
    }),
  }),
});
const silent = defineEvaluator({
  name: 'silent',
  summary: 'For a test.',
  optionsSchema: noOptions,
  create: () => ({ evaluate: () => ({ metrics: { accuracy: 1 } }) }),
});
const evaluators = { same, silent, 'llm-judge': llmJudge };

/** Accepts numerals in words; says nothing clear of "odd"; refuses what the rule accepts. */
const lenient = () =>
  scriptedJudge((prompt) => {
    const answer = section(prompt, 'Answer to check');
    if (answer === 'odd') return 'Hm.';
    if (answer === 'down') return { code: 'HTTP_500', message: 'down' };
    return `Verdict: ${answer === 'four' ? 'A' : 'B'}`;
  });
const SAMPLES = samplesOf(['4', '4'], ['four', '4'], ['five', '4'], ['odd', '4']);

describe('cascade', () => {
  const make = (options: object, judge = lenient()) =>
    create(cascade, { rule_evaluator: { type: 'same' }, ...options }, judge, { evaluators });
  const contract = evaluatorContract({ create: () => make({}), samples: SAMPLES });
  for (const { name, run } of [...pluginContract(cascade), ...contract]) it(name, run);

  it('asks the judge only where the rule fails', async () => {
    const judge = lenient();
    const { metrics, details } = await evaluate(await make({ parallel: false }, judge), SAMPLES);
    expect(judge.asked.map((prompt) => section(prompt, 'Answer to check')).sort()).toEqual(['five', 'four', 'odd']);
    expect(metrics).toEqual({
      accuracy: 50,
      rule_accuracy: 25,
      llm_accuracy: 100 / 3,
      llm_evaluated: 3,
      llm_correct: 1,
      judge_unparsed: 1,
    });
    expect(details?.map(({ correct, unparsed }) => unparsed ?? correct)).toEqual([true, true, false, true]);
    expect(details?.[0]).not.toHaveProperty('llm');
    expect(details?.[1]).toMatchObject({ rule: { correct: false }, llm: { correct: true, verdict: 'A' } });
  });

  it('asks both about everything in parallel, and either is enough', async () => {
    const judge = lenient();
    const { metrics, details } = await evaluate(await make({}, judge), SAMPLES);
    expect(judge.asked).toHaveLength(4);
    expect(metrics).toMatchObject({ accuracy: 50, rule_accuracy: 25, llm_accuracy: 25, llm_evaluated: 4 });
    expect(details?.[0]).toMatchObject({ correct: true, rule: { correct: true }, llm: { correct: false } });
  });

  it('asks no judge where the rule accepts everything', async () => {
    const judge = lenient();
    const { metrics } = await evaluate(await make({ parallel: false }, judge), SAMPLES.slice(0, 1));
    expect(judge.asked).toEqual([]);
    expect(metrics).toMatchObject({ accuracy: 100, llm_accuracy: 0, llm_evaluated: 0 });
  });

  it('fails a sample that the rule refuses and the judge cannot be asked about', async () => {
    const { metrics, details } = await evaluate(
      await make({}),
      samplesOf(['down', '4'], ['down', 'down'], ['four', '4']),
    );
    expect(details?.[0]).toMatchObject({ failed: { code: 'HTTP_500' } });
    // The rule is enough for the second.
    expect(details?.[1]).toMatchObject({ correct: true });
    expect(metrics.accuracy).toBe(100);
  });

  it('refuses a rule that does not say which samples are right', async () => {
    const made = await make({ rule_evaluator: { type: 'silent' } });
    await expect(evaluate(made, SAMPLES)).rejects.toMatchObject({ code: 'CASCADE_NEEDS_VERDICTS' });
  });

  it('needs a rule', async () => {
    await expect(createPlugin(cascade, {})).rejects.toThrow(/rule_evaluator/);
  });
});
