import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin, evaluatorContract, pluginContract, sampleOf } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import plugin from '../src/theoremqa-equal/index.ts';
import { theoremqaV3 } from '../src/theoremqa-v3/index.ts';

interface Case {
  readonly text: string;
  readonly answer: string;
  readonly reference: string;
  readonly type: string;
  readonly correct: boolean;
}

const path = join(import.meta.dirname, 'fixtures/theoremqa.json');
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly Case[] };

async function isRight(prediction: string, reference: string, type: string): Promise<boolean | undefined> {
  const evaluator = await createPlugin(plugin);
  const sample = { ...sampleOf(0, prediction, reference), row: { Answer_type: type } };
  return (await evaluator.evaluate([sample], { signal: new AbortController().signal })).details?.[0]?.correct;
}

describe('TheoremQA', () => {
  it('has the answers and verdicts of the reference', async () => {
    expect(cases.map(({ text }) => theoremqaV3(text))).toEqual(cases.map(({ answer }) => answer));
    const verdicts = await Promise.all(cases.map(({ answer, reference, type }) => isRight(answer, reference, type)));
    expect(verdicts).toEqual(cases.map(({ correct }) => correct));
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  });

  it.each([
    ['The answer is [0.5,1.5].', '[0.5, 1.5]'],
    ['The answer is about 6.', '6'],
    ['It is 5 m or 7.5 m', '7.5'],
    ['We see that Z is not right', 'False'],
  ])('takes out of %j: %s', (text, answer) => {
    expect(theoremqaV3(text)).toBe(answer);
  });

  it.each([
    ['2.5', '2', 'integer', true],
    ['3.5', '3', 'integer', false],
    ['1.04', '1.0', 'float', true],
    ['1.05', '1.0', 'float', false],
    ['1.4', '1', 'float', true],
    ['0.48', '0.5', 'float', true],
    ['0.47', '0.5', 'float', false],
    ['1', 'True', 'bool', true],
    ['[1, 2]', '[1, 2]', 'list of integer', true],
    ['(B) is right', '(b)', 'option', true],
    ['nothing', '3', 'integer', false],
  ])('%j for %s (%s) is right: %s', async (prediction, reference, type, right) => {
    expect(await isRight(prediction, reference, type)).toBe(right);
  });

  for (const { name, run } of pluginContract(plugin)) it(name, run);
  const samples = cases
    .slice(0, 20)
    .map(({ answer, reference, type }, i) => ({ ...sampleOf(i, answer, reference), row: { Answer_type: type } }));
  for (const { name, run } of evaluatorContract({ create: () => createPlugin(plugin), samples })) it(name, run);
});
