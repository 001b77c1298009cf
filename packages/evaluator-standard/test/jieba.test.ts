import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createPlugin, evaluatorContract, pluginContract, sampleOf } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import generalCn, { chineseWords } from '../src/general-cn/index.ts';
import plugin from '../src/jieba-rouge/index.ts';
import { packageAlone } from './package-alone.ts';

interface Case {
  readonly prediction: string;
  readonly reference: string;
  readonly words: string;
  readonly rouge1: number;
  readonly rouge2: number;
  readonly rougeL: number;
}

const path = join(import.meta.dirname, 'fixtures/jieba-rouge.json');
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly Case[] };

describe('jieba-rouge', () => {
  it('agrees with OpenCompass on every frozen pair of texts', async () => {
    const evaluator = await createPlugin(plugin);
    for (const { prediction, reference, rouge1, rouge2, rougeL } of cases) {
      const { metrics } = await evaluator.evaluate([sampleOf(0, prediction, reference)], {
        signal: new AbortController().signal,
      });
      expect(metrics.rouge1).toBeCloseTo(rouge1, 5);
      expect(metrics.rouge2).toBeCloseTo(rouge2, 5);
      expect(metrics.rougeL).toBeCloseTo(rougeL, 5);
    }
    expect(cases.filter(({ rouge2 }) => rouge2 > 0 && rouge2 < 100).length).toBeGreaterThan(5);
  });

  it('takes the best of several references', async () => {
    const { metrics } = await (await createPlugin(plugin)).evaluate(
      [sampleOf(0, '港口很安静', ['下雨', '港口很安静'])],
      {
        signal: new AbortController().signal,
      },
    );
    expect(metrics).toEqual({ rouge1: 100, rouge2: 100, rougeL: 100 });
  });

  const samples = cases.slice(0, 10).map(({ prediction, reference }, i) => sampleOf(i, prediction, reference));
  for (const { name, run } of pluginContract(plugin)) it(name, run);
  for (const { name, run } of evaluatorContract({ create: () => createPlugin(plugin), samples })) it(name, run);
});

describe('general-cn', () => {
  it("cuts with jieba where it is asked to, as OpenCompass's rule was meant", async () => {
    const process = await createPlugin(generalCn, { words: 'jieba' });
    expect(cases.map(({ prediction }) => process(prediction))).toEqual(cases.map(({ words }) => words));
  });
});

describe('without jieba-wasm', () => {
  it('says what to install', async () => {
    const folder = await packageAlone();
    const script = `
      const { default: plugin } = await import('./dist/jieba-rouge/index.js');
      await plugin.create({}, {}).catch(({ code, details }) => console.log(code, details));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
    });
    expect(stdout).toBe('JIEBA_MISSING Install it beside oc-core: npm install jieba-wasm@2.4.0\n');
  });
});

describe("ICU's words", () => {
  it('are the same whether a piece is plain or not', () => {
    const text = 'yes no  x_1 2b';
    const whole = [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)].map(({ segment }) => segment);
    expect(chineseWords(text)).toEqual(whole);
  });
});
