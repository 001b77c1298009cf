import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin } from 'oc-conformance';
import { normalizeFinalAnswer } from 'oc-evaluator-standard';
import type { DatasetInfo, Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions } from './support/blocks.ts';
import { runCli } from './support/run-cli.ts';
import { result } from './support/run-files.ts';
import { tempProject } from './support/temp-project.ts';

/** What a function of OpenCompass gives for some arguments. */
interface Vector {
  readonly fn: string;
  readonly args: readonly unknown[];
  readonly out: unknown;
}

/** What stands in oc-core for such a function, asked as its users ask it: by the name of a plugin, with its options. */
type Counterpart = (vector: Vector) => Promise<void>;

type Options = Readonly<Record<string, unknown>>;

const COUNTERPARTS: Readonly<Record<string, Counterpart>> = {
  first_option: postprocessor('first-option', (options, cushion) => ({ options, cushion })),
  general: postprocessor('general'),
  first_capital: postprocessor('first-capital'),
  last_capital: postprocessor('last-capital'),
  first_capital_multi: postprocessor('first-capital-multi'),
  last_option: postprocessor('last-option', (options) => ({ options })),
  first_number: postprocessor('first-number'),
  multiple_select: postprocessor('multiple-select'),
  specific_xml_tag: postprocessor('specific-xml-tag', () => ({ tag: 'conclude' })),
  extract_non_reasoning: postprocessor('extract-non-reasoning-content'),
  gsm8k: postprocessor('gsm8k'),
  gsm8k_dataset: postprocessor('gsm8k-dataset'),
  math_postprocess: postprocessor('math'),
  math_postprocess_v2: postprocessor('math-v2'),
  bbh_mcq: postprocessor('bbh-mcq'),
  bbh_freeform: postprocessor('bbh-freeform'),
  math_normalize_final_answer: async ({ args, out }) => expect(normalizeFinalAnswer(String(args[0]))).toBe(out),
  gsm8k_equal: verdict('gsm8k-equal'),
  math_equiv_v1: verdict('math-equal', { version: 'v1' }),
  math_equiv_v2: verdict('math-equal', { version: 'v2' }),
  'numworker_ranges(size,num_split,min16)->null=whole': ranges('oc-partitioner-num-worker', 'num_split'),
  'size_ranges(size,factor,max40000)->null=whole': ranges('oc-partitioner-size', 'gen_task_coef'),
  'gpass(n,c,k)': passRates,
};

const FILE = join(import.meta.dirname, 'fixtures', 'opencompass-vectors.json');
const { vectors } = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly vectors: readonly Vector[] };

describe('results agree with OpenCompass, in a config with `compat: opencompass`', () => {
  it.each(vectors)('$fn of $args', async (vector) => {
    const compare = COUNTERPARTS[vector.fn];
    if (compare === undefined) throw new Error(`nothing here is compared with ${vector.fn}`);
    await compare(vector);
  });
});

function postprocessor(type: string, optionsOf: (...args: readonly unknown[]) => Options = () => ({})): Counterpart {
  return async ({ args: [text, ...others], out }) => {
    const plugin = await load<'postprocessor'>(`oc-evaluator-standard/${type}`);
    const process = await createPlugin(plugin, optionsOf(...others), { compat: 'opencompass' });
    expect(process(String(text))).toBe(out);
  };
}

function verdict(type: string, options: Options = {}): Counterpart {
  return async ({ args: [prediction, reference], out }) => {
    const plugin = await load<'evaluator'>(`oc-evaluator-standard/${type}`);
    const evaluator = await createPlugin(plugin, options, { compat: 'opencompass' });
    const sample = { index: 0, replica: 0, id: '0', rawPrediction: prediction, row: {}, prompt: '' };
    const { signal } = new AbortController();
    const { details } = await evaluator.evaluate([{ ...sample, prediction, reference }], { signal });
    expect(details?.[0]?.correct).toBe(out);
  };
}

/** A part here ends with its dataset, where OpenCompass lets the last one reach beyond it. */
function ranges(module: string, option: string): Counterpart {
  return async ({ args: [samples, value], out }) => {
    const size = Number(samples);
    const partitioner = await createPlugin(await load<'partitioner'>(module), { [option]: value, strategy: 'split' });
    const dataset: DatasetInfo = { abbr: 'd', size, pending: [{ start: 0, end: size }], mode: 'gen' };
    const tasks = [...partitioner.partition({ model: { abbr: 'm' }, datasets: [dataset], workers: 1 })];
    const theirs = (out ?? [[0, size]]) as readonly (readonly [start: number, end: number])[];
    expect(tasks.flatMap(({ parts }) => parts)).toEqual(
      theirs.map(([start, end]) => ({ dataset: 'd', start, end: Math.min(end, size) })),
    );
  };
}

/** A row that is asked n times, of which the first c answers are right. */
async function passRates({ args: [n, c, k], out }: Vector): Promise<void> {
  const evaluator = { type: './first-ones.mjs', right: c };
  const project = await tempProject({
    'config.yaml': { models: [echoBlock()], datasets: [datasetBlock('d', { n, k: [k], eval_cfg: { evaluator } })] },
    'first-ones.mjs': FIRST_ONES_ARE_RIGHT,
  });
  await project.writeRows('data/d.jsonl', questions(1));
  const { exitCode, stderr } = await runCli(project, 'config.yaml');
  expect(exitCode, stderr).toBe(0);
  const rates = await result(await project.latestRun(), 'echo', 'd');
  const { g, mG } = out as { readonly g: Readonly<Record<string, number>>; readonly mG: number };
  const theirs = [...Object.entries(g).map(([tau, rate]) => [`G-Pass@${k}_${tau}`, rate]), [`mG-Pass@${k}`, mG]];
  for (const [name, rate] of theirs) expect(rates[String(name)], String(name)).toBeCloseTo(100 * Number(rate), 9);
}

const FIRST_ONES_ARE_RIGHT = `
export default {
  kind: 'evaluator', apiVersion: 1, name: 'first-ones', summary: 'For a test.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: { right: { type: 'integer' } } },
  create: ({ right }) => ({
    evaluate: (samples) => {
      const details = samples.map(({ replica }) => ({ correct: replica < right }));
      return { metrics: { accuracy: (100 * details.filter(({ correct }) => correct).length) / details.length }, details };
    },
  }),
};
`;

async function load<Kind extends 'postprocessor' | 'evaluator' | 'partitioner'>(module: string): Promise<Plugin<Kind>> {
  return ((await import(module)) as { default: Plugin<Kind> }).default;
}
