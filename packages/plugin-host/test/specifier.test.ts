import fc from 'fast-check';
import { isOcError, PLUGIN_KINDS, type PluginKind } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { ALIASES, knownTypes, parseSpecifier } from '../src/index.ts';

describe('parseSpecifier', () => {
  it.each<[PluginKind, string, string]>([
    ['partitioner', 'size', 'oc-partitioner-size'],
    ['partitioner', 'oc-partitioner-size', 'oc-partitioner-size'],
    ['partitioner', 'SizePartitioner', 'oc-partitioner-size'],
    ['partitioner', 'opencompass.partitioners.SizePartitioner', 'oc-partitioner-size'],
    ['partitioner', 'num_worker', 'oc-partitioner-num-worker'],
    ['partitioner', '@acme/size', '@acme/oc-partitioner-size'],
    ['partitioner', '@acme/oc-partitioner-size', '@acme/oc-partitioner-size'],
    ['partitioner', '@acme', '@acme/oc-partitioner'],
    ['partitioner', '@acme/oc-partitioner', '@acme/oc-partitioner'],
    ['partitioner', '@acme/oc-partitioner/sub', '@acme/oc-partitioner/sub'],
    ['runner', 'LocalAPIRunner', 'oc-runner-local'],
    ['runner', 'SlurmSequentialRunner', 'oc-runner-slurm'],
    ['model', 'OpenAISDK', 'oc-model-openai'],
    ['dataset', 'jsonl', 'oc-dataset-files/jsonl'],
    ['dataset', 'files/jsonl', 'oc-dataset-files/jsonl'],
    ['evaluator', 'AccEvaluator', 'oc-evaluator-standard/accuracy'],
    ['postprocessor', 'first_option', 'oc-evaluator-standard/first-option'],
    ['postprocessor', 'first-option', 'oc-evaluator-standard/first-option'],
    ['postprocessor', 'first_option_postprocess', 'oc-evaluator-standard/first-option'],
    ['postprocessor', 'mine', 'oc-postprocessor-mine'],
    ['summarizer', 'DefaultSummarizer', 'oc-summarizer-standard'],
    ['model', 'npm:odd-name', 'odd-name'],
    ['model', 'npm:@acme/odd/sub', '@acme/odd/sub'],
  ])('%s %s is %s', (kind, type, specifier) => {
    expect(parseSpecifier(kind, type)).toEqual({ type, specifier, kind: 'package' });
  });

  it.each(['./mine.mjs', '../up.mjs', '/abs/mine.mjs', 'file:///abs/mine.mjs', 'C:\\plugins\\mine.mjs'])(
    '%s is a file',
    (type) => {
      expect(parseSpecifier('model', type)).toEqual({ type, specifier: type, kind: 'file' });
    },
  );

  it.each([
    '',
    ' ',
    'a b',
    'npm:',
    'npm:../..',
    'a/../../b',
    '@',
    '@/x',
    '@acme/',
    'a//b',
    'é',
    'npm:a\\b',
    '~/x.mjs',
    'a%2fb',
    '__proto__/',
  ])('refuses %j', (type) => {
    expect(() => parseSpecifier('model', type)).toThrowError(
      expect.objectContaining({
        code: 'BAD_PLUGIN_TYPE',
        message: `${JSON.stringify(type)} cannot be the type of a model`,
      }),
    );
  });

  it('never makes a specifier that leads out of a package, whatever the type', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLUGIN_KINDS), fc.string(), (kind, type) => {
        try {
          const { specifier, kind: sort } = parseSpecifier(kind, type);
          if (sort === 'package') expect(specifier).toMatch(/^(?:@[\w.-]+\/)?[a-z0-9][\w.-]*(?:\/[a-z0-9][\w.-]*)*$/i);
        } catch (error) {
          expect(isOcError(error)).toBe(true);
        }
      }),
    );
  });

  it('is not led astray by names that objects have anyway', () => {
    expect(parseSpecifier('model', 'constructor').specifier).toBe('oc-model-constructor');
  });
});

describe('aliases', () => {
  it('lead to a specifier in one step', () => {
    for (const kind of PLUGIN_KINDS) {
      for (const [alias, type] of Object.entries(ALIASES[kind])) {
        expect(parseSpecifier(kind, alias).specifier).toBe(parseSpecifier(kind, type).specifier);
        expect(ALIASES[kind][type] ?? type).toBe(type);
      }
    }
  });

  it('leave class names out of what is recommended', () => {
    expect(knownTypes('partitioner')).toEqual(['balanced', 'naive', 'size', 'num-worker']);
    expect(knownTypes('dataset')).toEqual(['hub', 'jsonl', 'json', 'csv', 'tsv', 'parquet']);
  });
});
