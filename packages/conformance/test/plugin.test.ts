import { definePartitioner, type Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { createPlugin, pluginContract } from '../src/index.ts';
import { brokenCases } from './support/broken-cases.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { n: { type: 'integer', default: 3, description: 'A number.' } },
} as const;

const seen: unknown[] = [];
const plugin = definePartitioner({
  name: 'fine',
  summary: 'Does nothing.',
  optionsSchema,
  create: (options) => {
    seen.push(options);
    return { partition: () => [] };
  },
});

const BROKEN: readonly [flaw: string, complaint: string, plugin: Plugin][] = [
  ['is of no kind', 'names its kind, API version, name and purpose', { ...plugin, kind: 'other' as 'runner' }],
  ['is of another version', 'names its kind, API version, name and purpose', { ...plugin, apiVersion: 0 }],
  ['has a summary of two lines', 'names its kind, API version, name and purpose', { ...plugin, summary: 'a\nb' }],
  [
    'has a default of the wrong type',
    'has defaults that satisfy its own schema',
    {
      ...plugin,
      optionsSchema: { ...optionsSchema, properties: { n: { ...optionsSchema.properties.n, default: 'x' } } },
    },
  ],
  [
    'takes any option',
    'refuses an option it does not know',
    { ...plugin, optionsSchema: { ...optionsSchema, additionalProperties: true as unknown as false } },
  ],
  [
    'has an option in camel case',
    'has a strict options schema that describes every option',
    { ...plugin, optionsSchema: { ...optionsSchema, properties: { maxSize: { type: 'integer', description: 'x' } } } },
  ],
];

describe('the cases for all plugins', () => {
  it('pass for one that is in order', async () => {
    expect(await brokenCases(pluginContract(plugin))).toEqual([]);
  });

  for (const [flaw, complaint, broken] of BROKEN) {
    it(`find one that ${flaw}`, async () => expect(await brokenCases(pluginContract(broken))).toContain(complaint));
  }
});

describe('createPlugin', () => {
  it('fills in defaults and freezes the options', async () => {
    await createPlugin(plugin);
    expect(seen.at(-1)).toEqual({ n: 3 });
    expect(seen.at(-1)).toSatisfy(Object.isFrozen);
  });

  it('leaves the options that it was given as they are', async () => {
    const options = {};
    await createPlugin(plugin, options);
    expect(options).toEqual({});
  });

  it('refuses options that the schema does not admit', async () => {
    await expect(createPlugin(plugin, { n: 'three', m: 1 })).rejects.toThrow(/options of fine: .*n must be integer/);
  });
});
