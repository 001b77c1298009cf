import fc from 'fast-check';
import { createPlugin, evaluatorContract, pluginContract, sampleOf } from 'oc-conformance';
import type { EvaluatedSample, Evaluation, Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import aucRoc, { areaUnderCurve } from '../src/auc-roc/index.ts';
import averagePpl from '../src/average-ppl/index.ts';
import bbhFreeformEqual from '../src/bbh-freeform-equal/index.ts';
import bbhMcqEqual from '../src/bbh-mcq-equal/index.ts';
import bleuPlugin from '../src/bleu/index.ts';
import bpc from '../src/bpc/index.ts';
import circular from '../src/circular/index.ts';
import drop from '../src/drop/index.ts';
import editDistanceAccuracy from '../src/edit-distance-accuracy/index.ts';
import { matthews, rouge } from '../src/index.ts';
import lambada from '../src/lambada/index.ts';
import mathEqual from '../src/math-equal/index.ts';
import mathVerifyPlugin from '../src/math-verify/index.ts';
import mcc from '../src/mcc/index.ts';
import nq from '../src/nq/index.ts';
import optionSim from '../src/option-sim/index.ts';
import rougePlugin from '../src/rouge/index.ts';
import squad from '../src/squad/index.ts';
import squad2 from '../src/squad2/index.ts';
import triviaQa from '../src/trivia-qa/index.ts';
import tydiqa from '../src/tydiqa/index.ts';
import { bleuCases, expectBleu } from './bleu-cases.ts';

const label = (text: string, nll: number, probability: number) => ({
  label: text,
  prompt: text,
  nll,
  tokens: 2,
  score: nll / 2,
  probability,
});
const scored = [0, 1, 2].map((i) => ({
  ...sampleOf(i, '', i % 2),
  labels: [label('no', 1, 0.3 + 0.1 * i), label('yes', 2, 0.7 - 0.1 * i)],
}));
const rotated = ['ABCD', 'BCDA', 'CDAB', 'DABC'].map((rotation, i) =>
  sampleOf(i, 'ADCB'[i], `q--${'ADCB'[i]}--${rotation}`),
);
const choices = [0, 1, 2].map((i) => sampleOf(i, 'cat', { candidates: ['dog', ['cats', 'kitty']], label: i % 2 }));
const texts = [sampleOf(0, 'a cat', 'a cat'), sampleOf(1, 'Answer: 5', '5'), sampleOf(2, '', 'x')];

const PLUGINS: readonly (readonly [Plugin<'evaluator'>, readonly EvaluatedSample[], Record<string, unknown>?])[] = [
  [aucRoc, scored],
  [averagePpl, scored],
  [bbhFreeformEqual, texts],
  [bbhMcqEqual, texts],
  [bleuPlugin, texts],
  [bpc, scored],
  [circular, rotated],
  [drop, texts],
  [editDistanceAccuracy, choices],
  [lambada, texts],
  [mathEqual, texts],
  [mathVerifyPlugin, texts],
  [mcc, texts],
  [nq, texts],
  [optionSim, texts, { options: ['A', 'B'] }],
  [rougePlugin, texts],
  [squad, texts],
  [squad2, texts],
  [triviaQa, texts],
  [tydiqa, texts],
];

describe.each(PLUGINS.map(([plugin, samples, options]) => ({ name: plugin.name, plugin, samples, options })))(
  '$name keeps the contract',
  ({ plugin, samples, options = {} }) => {
    for (const { name, run } of pluginContract(plugin)) it(name, run);
    const cases = evaluatorContract({ create: () => createPlugin(plugin, options), samples });
    // One sample has one class, which has no curve: ONE_CLASS, tested below.
    const kept = plugin === aucRoc ? cases.filter(({ name }) => !name.endsWith('for one sample')) : cases;
    for (const { name, run } of kept) it(name, run);
  },
);

async function score(
  plugin: Plugin<'evaluator'>,
  samples: readonly EvaluatedSample[],
  options = {},
): Promise<Evaluation> {
  return await (await createPlugin(plugin, options)).evaluate(samples, { signal: new AbortController().signal });
}

describe('bleu', () => {
  it('agrees with sacreBLEU on every frozen case', async () => {
    const cases = bleuCases('sacrebleu.json');
    for (const expected of cases) await expectBleu(bleuPlugin, expected);
    expect(cases.length).toBeGreaterThan(50);
  });
});

describe('rouge', () => {
  it('counts words, pairs and the longest common subsequence', () => {
    const { rouge1, rouge2, rougeL } = rouge('the cat sat on mats', 'The cat, on the mat.');
    expect([rouge1, rouge2, rougeL].map((value) => value.toFixed(6))).toEqual(['0.600000', '0.250000', '0.600000']);
  });

  it('lies between 0 and 1, and is 1 for the same words', () => {
    const words = fc
      .array(fc.constantFrom('a', 'b', 'c', '\n'), { minLength: 2, maxLength: 20 })
      .map((all) => `x ${all.join(' ')}`);
    fc.assert(
      fc.property(words, words, (a, b) => {
        for (const value of Object.values(rouge(a, b))) expect(value >= 0 && value <= 1).toBe(true);
        expect(rouge(a, a).rougeL).toBe(1);
      }),
    );
  });
});

describe('area under the curve', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    const item = fc.record({ score: fc.integer({ min: 0, max: 5 }), positive: fc.boolean() });
    fc.assert(
      fc.property(fc.array(item, { minLength: 2, maxLength: 30 }), (items) => {
        const [good, bad] = [items.filter(({ positive }) => positive), items.filter(({ positive }) => !positive)];
        if (good.length === 0 || bad.length === 0) return;
        const won = good.flatMap((a) =>
          bad.map((b): number => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)),
        );
        expect(areaUnderCurve(items)).toBeCloseTo(won.reduce((sum, part) => sum + part, 0) / won.length, 10);
      }),
    );
  });

  it('is refused where there is one class', async () => {
    await expect(score(aucRoc, scored.slice(0, 1))).rejects.toMatchObject({ code: 'ONE_CLASS' });
  });
});

describe('matthews', () => {
  it('is the known formula for two labels', () => {
    const count = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(count, count, count, count, (tp, tn, fp, fn) => {
        const pairs = [
          ['1', '1', tp],
          ['0', '0', tn],
          ['1', '0', fp],
          ['0', '1', fn],
        ] as const;
        const all = pairs.flatMap(([a, b, n]) => Array.from({ length: n }, () => [a, b] as const));
        const expected = (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
        expect(matthews(all)).toBeCloseTo(expected, 10);
      }),
    );
  });
});
