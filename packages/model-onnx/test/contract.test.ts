import { createPlugin, modelContract, pluginContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import onnx from '../src/index.ts';
import { rowsOf, tinyModel } from './support/tiny.ts';

const prompts = rowsOf('geography_gen')
  .slice(0, 4)
  .map(({ question }) => `Q: ${question}\nA:`);

describe('the onnx model keeps the contract', () => {
  const cases = [
    ...pluginContract(onnx),
    ...modelContract({
      create: () => tinyModel({ path: 'tiny-m' }),
      prompts,
      createHopeless: () => createPlugin(onnx, { path: '/no/such/folder' }),
    }),
  ];
  for (const { name, run } of cases) it(name, run);
});

describe('the onnx model keeps the contract where texts are too long for it', () => {
  const create = () => tinyModel({ path: 'tiny-m', mode: 'mid' }, { maxSeqLen: 24 });
  for (const { name, run } of modelContract({ create, deterministic: false })) it(name, run);
});
