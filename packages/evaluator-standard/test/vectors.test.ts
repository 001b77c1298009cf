import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as functions from '../src/index.ts';

interface Vector {
  readonly arguments: readonly unknown[];
  readonly result: unknown;
}

const VECTORS: Readonly<Record<string, readonly Vector[]>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/vectors.json'), 'utf8'),
);
const FUNCTIONS = new Map<string, unknown>(Object.entries(functions));

describe('results agree with OpenCompass', () => {
  for (const [name, vectors] of Object.entries(VECTORS)) {
    it.each(vectors)(`${name} $arguments is $result`, (vector) => {
      const call = FUNCTIONS.get(name) as (...given: readonly unknown[]) => unknown;
      expect(call(...vector.arguments)).toEqual(vector.result);
    });
  }
});
