import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluatorContract, pluginContract, sampleOf } from 'oc-conformance';
import type { ModelAnswer } from 'oc-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import pairwiseJudge from '../src/pairwise-judge/index.ts';
import { create, evaluate, samplesOf, scriptedJudge, section } from './support.ts';

/** Prefers the longer answer, wherever it stands. */
const fair = () =>
  scriptedJudge((prompt) => {
    const [a, b] = [section(prompt, 'Answer A').length, section(prompt, 'Answer B').length];
    return `Verdict: ${a === b ? 'C' : a > b ? 'A' : 'B'}`;
  });
const alwaysFirst = () => scriptedJudge(() => 'Verdict: A');

function answersOf(...predictions: readonly string[]): ModelAnswer[] {
  return predictions.map((prediction, index) => ({ index, replica: 0, prediction }));
}

describe('pairwise-judge', () => {
  const contract = evaluatorContract({
    create: () => create(pairwiseJudge, {}, fair()),
    samples: samplesOf(['long answer', 'short'], ['x', 'longer'], ['same', 'even']),
  });
  for (const { name, run } of [...pluginContract(pairwiseJudge), ...contract]) it(name, run);

  it('asks in both orders, and finds no bias in a judge that has none', async () => {
    const judge = fair();
    const samples = samplesOf(['long answer', 'short'], ['x', 'longer'], ['same', 'even'], ['longest', 's']);
    const { metrics, details } = await evaluate(await create(pairwiseJudge, {}, judge), samples);
    expect(judge.asked).toHaveLength(8);
    expect(metrics).toEqual({
      win_rate: 62.5,
      win: 50,
      tie: 25,
      loss: 25,
      position_bias: 0,
      consistency: 100,
      judge_unparsed: 0,
    });
    expect(details?.map(({ score }) => score)).toEqual([1, 0, 0.5, 1]);
    expect(details?.[0]).toMatchObject({
      opponent: 'short',
      judgements: [
        { place: 'first', score: 1, judge_text: 'Verdict: A' },
        { place: 'second', score: 1, judge_text: 'Verdict: B' },
      ],
    });
  });

  it('tells of a judge that always prefers what comes first, and lets it decide nothing', async () => {
    const evaluator = await create(pairwiseJudge, {}, alwaysFirst());
    const { metrics } = await evaluate(evaluator, samplesOf(['a', 'b'], ['c', 'd']));
    expect(metrics).toMatchObject({ win_rate: 50, tie: 100, position_bias: 100, consistency: 0 });
  });

  it('has a random order that is the same every time, whatever the order of the samples, and another by another seed', async () => {
    const samples = Array.from({ length: 40 }, (_, i) => sampleOf(i, 'own', 'other'));
    const placesWith = async (seed: number, given = samples): Promise<unknown> => {
      const evaluator = await create(pairwiseJudge, { infer_order: 'random', seed }, fair());
      const { details } = await evaluate(evaluator, given);
      return details?.map(({ judgements }) => (judgements as { place: string }[]).map(({ place }) => place).join());
    };
    const places = (await placesWith(666)) as string[];
    expect(await placesWith(666, samples.toReversed())).toEqual(places.toReversed());
    expect(await placesWith(1)).not.toEqual(places);
    const first = places.filter((place) => place === 'first').length;
    expect(first).toBeGreaterThan(8);
    expect(first).toBeLessThan(32);
  });

  it('gives no score to a sample of which one verdict cannot be read', async () => {
    const judge = scriptedJudge((prompt) => (section(prompt, 'Answer A') === 'own' ? 'Hm.' : 'Verdict: B'));
    const { metrics, details } = await evaluate(await create(pairwiseJudge, {}, judge), samplesOf(['own', 'other']));
    expect(details?.[0]).toMatchObject({ unparsed: true });
    expect(metrics).toMatchObject({ win_rate: 0, judge_unparsed: 1 });
  });

  it('fails a sample of which one comparison failed', async () => {
    const failure = { code: 'HTTP_500', message: 'down' };
    const judge = scriptedJudge((prompt) => (section(prompt, 'Answer A') === 'own' ? failure : 'Verdict: B'));
    const { details } = await evaluate(await create(pairwiseJudge, {}, judge), samplesOf(['own', 'other']));
    expect(details?.[0]).toMatchObject({ failed: failure });
  });

  it('compares with a column, or with the predictions of another model', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oc-pair-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'other.json');
    await writeFile(file, JSON.stringify({ 0: { prediction: 'much longer' } }));
    const samples = samplesOf(['own', 'reference']);
    const byFile = await evaluate(await create(pairwiseJudge, { opponent_predictions: file }, fair()), samples);
    expect(byFile.details?.[0]).toMatchObject({ opponent: 'much longer', score: 0 });
    const byColumn = await evaluate(await create(pairwiseJudge, { opponent_column: 'question' }, fair()), samples);
    expect(byColumn.details?.[0]).toMatchObject({ opponent: 'question 0' });
  });

  it('compares with other models of the run, each replica with its own, and has a win rate against each', async () => {
    const answers = {
      short: answersOf('a', 'bb', 'cc'),
      long: [...answersOf('aaaa', 'b', 'cccc'), { index: 0, replica: 1, prediction: 'a' }],
    };
    const judge = fair();
    const options = { compare_with: ['short', 'long'] };
    const evaluator = await create(pairwiseJudge, options, judge, { answers });
    const { metrics, details } = await evaluate(evaluator, samplesOf(['aa', ''], ['bb', ''], ['c', '']));
    expect(judge.asked).toHaveLength(12);
    expect(details?.map(({ score, win, tie, loss }) => [score, win, tie, loss])).toEqual([
      [0.5, 0.5, 0, 0.5],
      [0.75, 0.5, 0.5, 0],
      [0, 0, 0, 1],
    ]);
    expect(details?.[0]).toMatchObject({ opponent: { short: 'a', long: 'aaaa' }, win_rate_vs_short: 1 });
    expect(details?.[0]?.judgements).toMatchObject([
      { against: 'short', place: 'first', score: 1 },
      { against: 'short', place: 'second', score: 1 },
      { against: 'long', place: 'first', score: 0 },
      { against: 'long', place: 'second', score: 0 },
    ]);
    expect(metrics.win_rate).toBeCloseTo(100 * (1.25 / 3));
    expect(metrics).toMatchObject({ win_rate_vs_short: 50, consistency: 100, position_bias: 0 });
    expect(metrics.win_rate_vs_long).toBeCloseTo(100 / 3);
    expect((metrics.win ?? 0) + (metrics.tie ?? 0) + (metrics.loss ?? 0)).toBeCloseTo(100);
    const again = { ...sampleOf(0, 'aa', ''), replica: 1 };
    const one = await create(pairwiseJudge, { compare_with: 'long' }, fair(), { answers });
    const { details: second, metrics: alone } = await evaluate(one, [again]);
    expect(second?.[0]).toMatchObject({ opponent: { long: 'a' }, score: 1 });
    expect(Object.keys(alone)).not.toContain('win_rate_vs_long');
  });

  it('does not compare a model with itself, and says so where that leaves nothing', async () => {
    const more = { evaluated: 'base', answers: { other: answersOf('longer') } };
    const both = await create(pairwiseJudge, { compare_with: ['base', 'other'] }, fair(), more);
    expect((await evaluate(both, samplesOf(['own', '']))).details?.[0]).toMatchObject({
      opponent: { other: 'longer' },
    });
    const judge = fair();
    const alone = await create(pairwiseJudge, { compare_with: 'base' }, judge, more);
    const { metrics, skipped } = await evaluate(alone, samplesOf(['own', '']));
    expect([metrics, skipped, judge.asked]).toEqual([{}, 'the others are compared with it', []]);
  });

  it('fails a sample that the other model has no answer to, and asks nobody about it', async () => {
    const error = { code: 'HTTP_400', message: 'too long' };
    const answers = { base: [...answersOf('longer'), { index: 1, replica: 0, error }] };
    const judge = fair();
    const evaluator = await create(pairwiseJudge, { compare_with: 'base' }, judge, { answers });
    const { metrics, details } = await evaluate(evaluator, samplesOf(['own', ''], ['own', '']));
    expect(details?.[1]?.failed).toEqual({
      code: 'JUDGE_OPPONENT_FAILED',
      message: 'base has no answer: HTTP_400: too long',
    });
    expect(metrics).toMatchObject({ win_rate: 0, loss: 100 });
    expect(judge.asked).toHaveLength(2);
  });

  it.each([
    [{ opponent_column: 'baseline' }, 'JUDGE_OPPONENT_MISSING', /baseline/],
    [{ opponent_predictions: '/nowhere/at/all.json' }, 'JUDGE_OPPONENT_UNREADABLE', /nowhere/],
  ])('says what is missing with %j', async (options, code, message) => {
    const evaluator = await create(pairwiseJudge, options, fair());
    await expect(evaluate(evaluator, samplesOf(['own', 'other']))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('refuses a prompt that shows one answer alone', async () => {
    const made = create(pairwiseJudge, { prompt_template: '{answer_a}' }, fair());
    await expect(made).rejects.toMatchObject({
      code: 'JUDGE_TEMPLATE_INCOMPLETE',
      message: expect.stringContaining('answer_b'),
    });
  });
});
