import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin, sampleOf } from 'oc-conformance';
import type { Plugin } from 'oc-sdk';
import { expect } from 'vitest';

/** What sacreBLEU makes of some segments. */
export interface BleuCase {
  readonly predictions: readonly string[];
  readonly references: readonly (readonly string[])[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly score: number;
  readonly precisions: readonly number[];
  readonly bp: number;
  readonly sys_len: number;
  readonly ref_len: number;
}

export function bleuCases(file: string): readonly BleuCase[] {
  const path = join(import.meta.dirname, 'fixtures', file);
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly BleuCase[] }).cases;
}

export async function expectBleu(plugin: Plugin<'evaluator'>, expected: BleuCase, more = {}): Promise<void> {
  const samples = expected.predictions.map((prediction, i) => sampleOf(i, prediction, expected.references[i]));
  const evaluator = await createPlugin(plugin, { ...expected.options, ...more });
  const { metrics } = await evaluator.evaluate(samples, { signal: new AbortController().signal });
  expect(metrics.score).toBeCloseTo(expected.score, 8);
  expect(metrics.bp).toBeCloseTo(expected.bp, 12);
  expect([metrics.sys_len, metrics.ref_len]).toEqual([expected.sys_len, expected.ref_len]);
  const precisions = [1, 2, 3, 4].map((order) => metrics[`precision_${order}`]);
  precisions.forEach((precision, i) => {
    expect(precision).toBeCloseTo(expected.precisions[i] as number, 8);
  });
}
