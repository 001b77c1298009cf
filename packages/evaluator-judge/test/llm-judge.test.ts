import { evaluatorContract, pluginContract } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import llmJudge from '../src/llm-judge/index.ts';
import { create, evaluate, samplesOf, scriptedJudge, section } from './support.ts';

const exact = () =>
  scriptedJudge((prompt) =>
    section(prompt, 'Answer to check') === section(prompt, 'Reference answer') ? 'Verdict: A' : 'Verdict: B',
  );

describe('llm-judge', () => {
  const contract = evaluatorContract({ create: () => create(llmJudge, {}, exact()) });
  for (const { name, run } of [...pluginContract(llmJudge), ...contract]) it(name, run);

  it('counts what the judge says, and keeps what it was asked and what it said', async () => {
    const judge = exact();
    const evaluation = await evaluate(await create(llmJudge, {}, judge), samplesOf(['4', '4'], ['5', '4']));
    expect(evaluation.metrics).toEqual({
      accuracy: 50,
      accuracy_given_attempted: 50,
      f1: 50,
      attempted_ratio: 100,
      judge_unparsed: 0,
    });
    const [first, second] = evaluation.details ?? [];
    expect(first).toMatchObject({ pred: '4', answer: '4', correct: true, verdict: 'A', judge_text: 'Verdict: A' });
    expect(first?.judge_prompt).toEqual([{ role: 'user', content: expect.stringContaining('question 0') }]);
    expect(second).toMatchObject({ correct: false, verdict: 'B' });
  });

  it('says of a judge that answers nonsense that its verdict cannot be read, not that the answer is wrong', async () => {
    const judge = scriptedJudge((prompt) => (section(prompt, 'Answer to check') === 'odd' ? 'Bananas.' : 'Verdict: A'));
    const { metrics, details } = await evaluate(await create(llmJudge, {}, judge), samplesOf(['odd', 'x'], ['4', '4']));
    expect(metrics).toMatchObject({
      accuracy: 50,
      accuracy_given_attempted: 100,
      attempted_ratio: 50,
      judge_unparsed: 1,
    });
    expect(details?.[0]).toMatchObject({ unparsed: true, judge_text: 'Bananas.' });
    expect(details?.[0]).not.toHaveProperty('correct');
  });

  it('counts a request that failed as neither right nor wrong, with its cause', async () => {
    const failure = { code: 'HTTP_400', message: 'too long' };
    const judge = scriptedJudge((prompt) => (section(prompt, 'Answer to check') === 'x' ? failure : 'Verdict: A'));
    const { metrics, details } = await evaluate(await create(llmJudge, {}, judge), samplesOf(['x', '1'], ['1', '1']));
    expect(metrics.accuracy).toBe(100);
    expect(details?.[0]).toMatchObject({ failed: failure });
    expect(details?.[0]).not.toHaveProperty('correct');
  });

  it('lets answers decline where that is wanted', async () => {
    const judge = scriptedJudge((prompt) => `Verdict: ${section(prompt, 'Answer to check')}`);
    const samples = samplesOf(['A', ''], ['A', ''], ['B', ''], ['C', '']);
    const allowed = await evaluate(await create(llmJudge, { not_attempted: true }, judge), samples);
    // A A B C: accuracy 2/4, of the attempted 2/3, f1 = 2 * 1/2 * 2/3 / (1/2 + 2/3) = 4/7.
    expect(allowed.metrics.accuracy).toBe(50);
    expect(allowed.metrics.accuracy_given_attempted).toBeCloseTo(200 / 3, 10);
    expect(allowed.metrics.f1).toBeCloseTo(400 / 7, 10);
    expect(allowed.metrics.attempted_ratio).toBe(75);
    expect(allowed.metrics.judge_unparsed).toBe(0);
    const without = await evaluate(await create(llmJudge, {}, judge), samples);
    expect(without.metrics.judge_unparsed).toBe(1);
  });

  it('takes prompts of your own, as OpenCompass writes them, and fills in what models wrote only once', async () => {
    const judge = scriptedJudge(() => 'A');
    const prompt_template = {
      type: 'PromptTemplate',
      template: {
        begin: [{ role: 'SYSTEM', fallback_role: 'HUMAN', prompt: 'You grade.' }],
        round: [{ role: 'HUMAN', prompt: '{question} / {obj_gold} / {prediction} / {unknown} {' }],
      },
    };
    const evaluator = await create(llmJudge, { prompt_template }, judge);
    const { details } = await evaluate(evaluator, samplesOf(['{obj_gold}', { a: 1 }]));
    expect(details?.[0]?.judge_prompt).toEqual([
      { role: 'system', content: 'You grade.' },
      { role: 'user', content: 'question 0 / {"a":1} / {obj_gold} / {unknown} {' },
    ]);
  });

  it('refuses a prompt that does not show the answer', async () => {
    const made = create(llmJudge, { prompt_template: 'Is {question} fine?' }, exact());
    await expect(made).rejects.toMatchObject({
      code: 'JUDGE_TEMPLATE_INCOMPLETE',
      message: expect.stringContaining('{prediction}'),
    });
  });
});
