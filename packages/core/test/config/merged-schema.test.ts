import { Ajv } from 'ajv';
import { createPluginHost } from 'oc-plugin-host';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergedSchema } from '../../src/config/index.ts';
import { config, load, project } from './support.ts';

describe('mergedSchema', () => {
  it('admits what is right and finds what is wrong in blocks of known types', async () => {
    const host = createPluginHost({ searchFrom: [] });
    await load(await project({ 'config.yaml': config('infer: {partitioner: size}') }), { host });
    const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
    const validate = ajv.compile(mergedSchema(host.loaded()));
    expect(validate(parse(config('extends: [./x.yaml]')))).toBe(true);
    expect(validate({ models: ['name', { type: '@acme/other', anything: 1 }] })).toBe(true);
    expect(validate({ models: [{ type: 'echo', temprature: 1 }] })).toBe(false);
    expect(validate({ model: [] })).toBe(false);
    expect(validate({ extends: './base.yaml' })).toBe(true);
    expect(validate({ infer: { runner: 'local', partitioner: { type: 'size', max_task_size: 0 } } })).toBe(false);
  });
});
