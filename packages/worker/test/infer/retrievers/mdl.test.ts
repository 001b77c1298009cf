import { inferConfigOf, readerConfigOf, type Sample } from 'oc-plugin-host';
import type { ScoreRequest, ScoreResult } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../../src/infer/prompts/render.ts';
import { labelTexts } from '../../../src/infer/retrievers/label-texts.ts';
import { entropyOf, type MdlConfig, mdlRetriever } from '../../../src/infer/retrievers/mdl.ts';

const CONFIG: MdlConfig = { count: 2, candidates: 4, selectTime: 5, seed: 1 };
/** Rows in the order of their nearness to every sample. */
const NEAR = { size: 5, dimensions: 2, values: Float32Array.from([1, 0, 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0, 1]) };
const NAMES = ['a', 'b', 'c', 'd', 'far'];

function sample(index: number): Sample {
  return { index, id: String(index), position: index, replica: 0, row: { q: `q${index}` } };
}

/** Two labels; `surprise` says the nats of the second, the first has 1, by the names of the examples. */
function retriever(surprise: (names: string) => number | Error, config: Partial<MdlConfig> = {}) {
  const asked: ScoreRequest[] = [];
  async function* score(requests: readonly ScoreRequest[]): AsyncGenerator<ScoreResult> {
    asked.push(...requests);
    // In whatever order they come.
    for (const { index, context, continuation } of requests.toReversed()) {
      const loss = continuation.endsWith('yes') ? 1 : surprise(context);
      if (loss instanceof Error) yield { index, error: { code: 'HTTP_400', message: loss.message } };
      else yield { index, logProbabilities: [-9, -loss, -loss], tokens: 4, continuationTokens: 2 };
    }
  }
  const rows = NAMES.map((q, index) => ({ index, id: q, row: { q } }));
  const embedder = {
    pool: NEAR,
    ofSamples: async (samples: readonly Sample[]) => ({
      size: samples.length,
      dimensions: 2,
      values: Float32Array.from(samples.flatMap(() => [1, 0])),
    }),
  };
  const textsOf = ({ q }: { q?: unknown }, ids: readonly number[]) =>
    ['yes', 'no'].map((label) => ({ context: ids.map((id) => NAMES[id]).join(''), continuation: `${q} ${label}` }));
  const made = mdlRetriever({ rows, isItself: () => false }, { embedder, score, textsOf }, { ...CONFIG, ...config });
  return { asked, retrieve: made.retrieve };
}

describe('mdl', () => {
  it('takes the choice with which the scorer is surest, among rows drawn from the nearest', async () => {
    const { retrieve, asked } = retriever((names) => (names.includes('d') ? 6 : 1.1));
    const [chosen] = await retrieve([sample(0)]);
    expect(chosen).toContain(3);
    expect(asked).toHaveLength(2 * CONFIG.selectTime);
    expect(asked.some(({ context }) => context.includes('far'))).toBe(false);
    expect(asked[0]?.context).toBe('ab');
  });

  it('takes the nearest where all choices are alike, and where but one is compared', async () => {
    expect(await retriever(() => 2).retrieve([sample(0), sample(1)])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const one = retriever((names) => (names === 'ab' ? 1 : 9), { selectTime: 1 });
    expect(await one.retrieve([sample(0)])).toEqual([[0, 1]]);
  });

  it('chooses the same for a sample, whoever is asked beside it', async () => {
    const { retrieve } = retriever((names) => 1 + (names.charCodeAt(0) % 3) + names.charCodeAt(1) / 100);
    const together = await retrieve([0, 1, 2, 3, 4, 5].map(sample));
    expect(await retrieve([sample(4)])).toEqual([together[4]]);
    expect(new Set(together.map((ids) => ids.join())).size).toBeGreaterThan(1);
    for (const ids of together) expect(new Set(ids).size).toBe(2);
  });

  it('chooses nothing by a score that failed, did not come, or is no number', async () => {
    for (const loss of [new Error('too long'), Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(retriever(() => loss).retrieve([sample(0)])).rejects.toMatchObject({ code: 'EXAMPLES_FAILED' });
    }
  });

  it('has the entropy of the shares exp(-loss)', () => {
    expect(entropyOf([1, 1])).toBeCloseTo(Math.LN2, 12);
    const [p, q] = [Math.exp(-1) / (Math.exp(-1) + Math.exp(-2)), Math.exp(-2) / (Math.exp(-1) + Math.exp(-2))];
    expect(entropyOf([1, 2])).toBeCloseTo(-p * Math.log(p) - q * Math.log(q), 12);
    expect(entropyOf([900, 2000])).toBe(0);
  });
});

describe('the texts that mdl has scored', () => {
  const rows = ['yes', 'no', 'yes'].map((a, index) => ({ index, id: String(index), row: { q: `r${index}`, a } }));
  const texts = (infer: object, data = rows) => {
    const reader = readerConfigOf({ reader_cfg: { input_columns: ['q'], output_column: 'a' } });
    const config = inferConfigOf({ infer_cfg: { inferencer: { type: 'gen' }, ...infer } });
    return labelTexts(config, reader, createRenderer(config, reader), data);
  };
  const ice_template = { template: '{q} {a}' };

  it('hold the examples apart from what follows, which has the label of the template', () => {
    const template = { A: 'Say.\n</E>{q} A', B: 'Say.\n</E>{q} B' };
    const inferencer = { type: 'ppl' };
    expect(texts({ ice_template, prompt_template: { template }, inferencer })({ q: 'x', a: 'A' }, [0, 1])).toEqual([
      { context: 'Say.\nr0 yes\nr1 no', continuation: '\nx A' },
      { context: 'Say.\nr0 yes\nr1 no', continuation: '\nx B' },
    ]);
  });

  it('have the answers of the train rows where the template has no labels', () => {
    const labelled = texts({ ice_template, prompt_template: { template: '</E>{q} {a}' } });
    expect(labelled({ q: 'x', a: 'no' }, [0])).toEqual([
      { context: 'r0 yes\n', continuation: 'x no' },
      { context: 'r0 yes\n', continuation: 'x yes' },
    ]);
  });

  it('are none where the answers are no labels', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ index, id: '', row: { q: 'q', a: `${index}` } }));
    const infer = { ice_template, prompt_template: { template: '</E>{q} {a}' } };
    expect(() => texts(infer, many)).toThrow(expect.objectContaining({ code: 'MDL_NEEDS_LABELS' }));
  });
});
