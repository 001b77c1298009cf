import { describe, expect, it } from 'vitest';
import {
  API_VERSION,
  defineDataset,
  defineEvaluator,
  defineModel,
  definePartitioner,
  definePostprocessor,
  defineRunner,
  defineSummarizer,
  PLUGIN_KINDS,
} from '../src/index.ts';

const data = {
  name: 'example',
  summary: 'An example.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
} as const;

const create = () => {
  throw new Error('not called');
};

describe('a plugin', () => {
  const plugins = {
    partitioner: definePartitioner({ ...data, create }),
    runner: defineRunner({ ...data, create }),
    model: defineModel({ ...data, location: 'process', create }),
    dataset: defineDataset({ ...data, create }),
    evaluator: defineEvaluator({ ...data, create }),
    postprocessor: definePostprocessor({ ...data, create }),
    summarizer: defineSummarizer({ ...data, create }),
  };

  it('can be made of every kind', () => {
    expect(Object.keys(plugins).sort()).toEqual([...PLUGIN_KINDS].sort());
  });

  for (const kind of PLUGIN_KINDS) {
    it(`of kind ${kind} carries its kind, the API version and what its author wrote, and cannot be changed`, () => {
      expect(plugins[kind]).toMatchObject({ ...data, kind, apiVersion: API_VERSION, create });
      expect(plugins[kind]).toSatisfy(Object.isFrozen);
    });
  }

  it('of a model keeps where the model works and which options change no answer', () => {
    const model = defineModel({ ...data, location: 'endpoint', answerNeutralOptions: ['key'], create });
    expect(model).toMatchObject({ location: 'endpoint', answerNeutralOptions: ['key'] });
  });
});
