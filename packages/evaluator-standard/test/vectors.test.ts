import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as functions from '../src/index.ts';

interface Vector {
  readonly arguments: readonly unknown[];
  readonly result: unknown;
}

const VECTORS = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'opencompass.json'), 'utf8')) as Readonly<
  Record<string, readonly Vector[]>
>;

const FUNCTIONS = new Map<string, unknown>(Object.entries(functions));

function call(name: string, given: readonly unknown[]): unknown {
  return (FUNCTIONS.get(name) as (...given: readonly unknown[]) => unknown)(...given);
}

describe('results agree with OpenCompass', () => {
  // Texts put together at random (seed 3) from phrases of answers, each given to OpenCompass's own function, run alone.
  it.each(Object.entries(VECTORS))('of %s on random texts', (name, vectors) => {
    expect(vectors.map((vector) => call(name, vector.arguments))).toEqual(vectors.map(({ result }) => result));
  });
});
