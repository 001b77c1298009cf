import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin } from 'oc-conformance';
import type { Model, ModelContext } from 'oc-sdk';
import { onTestFinished } from 'vitest';
import onnx from '../../src/index.ts';

/** The folder of oc-tiny-models. */
export const TINY = join(import.meta.dirname, '../../../tiny-models');

export type TinyName = 'tiny-m' | 'tiny-s';

/** One of the tiny models, on one core; paths start at their folder. */
export async function tinyModel(
  options: Readonly<Record<string, unknown>> = {},
  context: Partial<ModelContext> = {},
): Promise<Required<Pick<Model, 'generate' | 'score' | 'countTokens' | 'close'>>> {
  const defaults = { cpus: 1, resolvePath: (path: string) => join(TINY, path) };
  const model = await createPlugin(onnx, { path: 'tiny-s', ...options }, { ...defaults, ...context });
  const { score, countTokens } = model;
  if (!score || !countTokens) throw new Error('the model neither scores nor counts tokens');
  return { generate: model.generate, score, countTokens, close: model.close };
}

/** Likewise, closed at the end of the test. */
export async function tinyModelForTest(...args: Parameters<typeof tinyModel>): ReturnType<typeof tinyModel> {
  const model = await tinyModel(...args);
  onTestFinished(() => model.close());
  return model;
}

export const { signal } = new AbortController();

/** All results, in the order of their indices. */
export async function inOrder<Result extends { index: number }>(results: AsyncIterable<Result>): Promise<Result[]> {
  const all: Result[] = [];
  for await (const result of results) all.push(result);
  return all.sort((a, b) => a.index - b.index);
}

/** Rows of a test split. */
export function rowsOf(name: string): Record<string, string>[] {
  return readFileSync(join(TINY, 'data', `${name}.test.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
