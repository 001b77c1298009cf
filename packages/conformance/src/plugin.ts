import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { API_VERSION, PLUGIN_KINDS, type Plugin, type PluginKind } from 'oc-sdk';
import type { ContractCase } from './case.ts';

/** What every plugin owes, whatever its kind: the data that core reads before it calls `create`. */
export function pluginContract<Kind extends PluginKind>(plugin: Plugin<Kind>): ContractCase[] {
  return [
    { name: 'names its kind, API version, name and purpose', run: async () => namesItself(plugin) },
    { name: 'has a strict options schema that describes every option', run: async () => describesOptions(plugin) },
    { name: 'has defaults that satisfy its own schema', run: async () => hasTrueDefaults(plugin) },
    { name: 'refuses an option it does not know', run: async () => refusesUnknownOptions(plugin) },
  ];
}

function namesItself({ kind, apiVersion, name, summary, create }: Plugin): void {
  assert.ok(PLUGIN_KINDS.includes(kind), `kind is ${kind}`);
  assert.equal(apiVersion, API_VERSION);
  assert.match(name, /^\S+$/, 'name is one word');
  assert.match(summary, /^\S.*$/, 'summary is one line');
  assert.equal(typeof create, 'function');
}

function describesOptions({ optionsSchema }: Plugin): void {
  assert.equal(optionsSchema.type, 'object');
  assert.equal(optionsSchema.additionalProperties, false);
  for (const [key, schema] of Object.entries(optionsSchema.properties)) {
    assert.match(key, /^[a-z][a-z0-9_]*$/, `option ${key} is not snake_case`);
    assert.ok('description' in schema && schema.description, `option ${key} has no description`);
  }
}

function hasTrueDefaults({ optionsSchema }: Plugin): void {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  for (const [key, schema] of Object.entries(optionsSchema.properties)) {
    if ('default' in schema) assert.ok(ajv.validate(schema, schema.default), `default of ${key}: ${ajv.errorsText()}`);
  }
}

function refusesUnknownOptions({ optionsSchema }: Plugin): void {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile({ ...optionsSchema, required: [] });
  assert.equal(validate({ an_option_nobody_has: 1 }), false);
}
