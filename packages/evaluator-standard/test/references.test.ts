import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin, sampleOf } from 'oc-conformance';
import type { EvaluatedSample, Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import averagePpl from '../src/average-ppl/index.ts';
import bpc from '../src/bpc/index.ts';
import circular from '../src/circular/index.ts';
import drop from '../src/drop/index.ts';
import editDistanceAccuracy from '../src/edit-distance-accuracy/index.ts';
import lambada from '../src/lambada/index.ts';
import nq from '../src/nq/index.ts';
import optionSim from '../src/option-sim/index.ts';
import rougePlugin from '../src/rouge/index.ts';
import { porterStem } from '../src/rouge/porter.ts';
import squad from '../src/squad/index.ts';
import squad2 from '../src/squad2/index.ts';
import triviaQa from '../src/trivia-qa/index.ts';
import tydiqa from '../src/tydiqa/index.ts';

type Metrics = Readonly<Record<string, number>>;

interface Answer {
  readonly prediction: string;
  readonly reference: unknown;
  readonly row?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly metrics: Metrics;
}

interface Answers {
  readonly cases: Readonly<Record<string, readonly Answer[]>>;
  readonly circular: readonly { predictions: string[]; references: string[]; metrics: Metrics }[];
  readonly losses: readonly Losses[];
}

interface Losses {
  readonly nll: number[];
  readonly tokens: number[];
  readonly texts: string[];
  readonly bpc: number;
  readonly average_ppl: number;
  readonly log_perplexity: number;
}

interface RougeScore {
  readonly stems: Readonly<Record<string, string>>;
  readonly cases: readonly (Metrics & { prediction: string; reference: string; use_stemmer: boolean })[];
}

function fixture<Content>(file: string): Content {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', file), 'utf8')) as Content;
}

const answers = fixture<Answers>('answers.json');

async function score(plugin: Plugin<'evaluator'>, samples: readonly EvaluatedSample[], options = {}): Promise<Metrics> {
  const evaluator = await createPlugin(plugin, options);
  return (await evaluator.evaluate(samples, { signal: new AbortController().signal })).metrics;
}

function expectAll(found: Metrics, expected: Metrics): void {
  for (const [name, value] of Object.entries(expected)) expect(found[name], name).toBeCloseTo(value, 9);
}

const EVALUATORS = [
  drop,
  editDistanceAccuracy,
  lambada,
  nq,
  optionSim,
  squad,
  squad2,
  triviaQa,
  tydiqa,
] as const satisfies readonly Plugin<'evaluator'>[];

describe('the metrics of the reference', () => {
  it.each(EVALUATORS)('$name: of every frozen answer', async (plugin) => {
    const cases = answers.cases[plugin.name] ?? [];
    for (const { prediction, reference, row = {}, options, metrics } of cases) {
      expectAll(await score(plugin, [{ ...sampleOf(0, prediction, reference), row }], options), metrics);
    }
    // Right and wrong ones: no rule that is always or never met would agree.
    expect(new Set(cases.map(({ metrics }) => Object.values(metrics)[0] === 0))).toEqual(new Set([true, false]));
  });

  it('circular: of questions asked in four orders', async () => {
    for (const { predictions, references, metrics } of answers.circular) {
      expectAll(
        await score(
          circular,
          predictions.map((prediction, i) => sampleOf(i, prediction, references[i])),
        ),
        metrics,
      );
    }
    expect(answers.circular.length).toBeGreaterThan(10);
  });

  it('bpc and average-ppl: of losses', async () => {
    for (const losses of answers.losses) {
      const samples = samplesOf(losses);
      expectAll(await score(bpc, samples), { bpc: losses.bpc });
      const { average_ppl, perplexity } = await score(averagePpl, samples);
      expect(average_ppl).toBeCloseTo(losses.average_ppl, 9);
      expect(Math.log(perplexity as number)).toBeCloseTo(losses.log_perplexity, 9);
    }
    expect(answers.losses.length).toBeGreaterThan(10);
  });
});

function samplesOf({ nll, tokens, texts }: Losses): EvaluatedSample[] {
  return texts.map((prompt, i) => {
    const [loss, count] = [nll[i] as number, tokens[i] as number];
    return { ...sampleOf(i, '', ''), labels: [{ label: '', prompt, nll: loss, tokens: count, score: loss / count }] };
  });
}

describe('rouge', () => {
  const { cases, stems } = fixture<RougeScore>('rouge-score.json');

  it('agrees with rouge-score on every frozen case, with and without stemmer', async () => {
    for (const { prediction, reference, use_stemmer, ...expected } of cases) {
      const metrics = await score(rougePlugin, [sampleOf(0, prediction, reference)], { use_stemmer });
      expectAll(
        metrics,
        Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, 100 * (value as number)])),
      );
    }
    expect(new Set(cases.map(({ use_stemmer }) => use_stemmer))).toEqual(new Set([true, false]));
  });

  it("stems words as NLTK's PorterStemmer does", () => {
    expect(Object.fromEntries(Object.keys(stems).map((word) => [word, porterStem(word)]))).toEqual(stems);
    expect(Object.entries(stems).filter(([word, stem]) => word !== stem).length).toBeGreaterThan(100);
  });
});
