import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as functions from '../src/index.ts';

interface Vector {
  readonly arguments: readonly unknown[];
  readonly result: unknown;
}

type Vectors = Readonly<Record<string, readonly Vector[]>>;

function vectorsIn(file: string): Vectors {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', file), 'utf8')) as Vectors;
}

const FUNCTIONS = new Map<string, unknown>(Object.entries(functions));

function call(name: string, given: readonly unknown[]): unknown {
  return (FUNCTIONS.get(name) as (...given: readonly unknown[]) => unknown)(...given);
}

describe('results agree with OpenCompass', () => {
  for (const [name, vectors] of Object.entries(vectorsIn('vectors.json'))) {
    it.each(vectors)(`${name} $arguments is $result`, (vector) => {
      expect(call(name, vector.arguments)).toEqual(vector.result);
    });
  }

  // Texts put together at random (seed 3) from phrases of answers, each given to OpenCompass's own function, run alone.
  it.each(Object.entries(vectorsIn('opencompass.json')))('of %s on random texts', (name, vectors) => {
    expect(vectors.map((vector) => call(name, vector.arguments))).toEqual(vectors.map(({ result }) => result));
  });
});
