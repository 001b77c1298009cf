import assert from 'node:assert/strict';
import { Ajv, type ErrorObject } from 'ajv';
import type { Plugin, PluginContexts, PluginInstances, PluginKind } from 'oc-sdk';
import { testContext } from './context.ts';
import { deepFreeze } from './deep-freeze.ts';

/**
 * Makes an instance as core does: the options are checked against the plugin's schema, defaults are filled in, and the
 * result is frozen. Throws an `AssertionError` where the options do not satisfy the schema.
 */
export async function createPlugin<Kind extends PluginKind>(
  plugin: Plugin<Kind>,
  options: Readonly<Record<string, unknown>> = {},
  context: Partial<PluginContexts[Kind]> = {},
): Promise<PluginInstances[Kind]> {
  // What is beyond the common context (a runner's directory) comes from the caller, who knows the plugin.
  return await plugin.create(completeOptions(plugin, options), testContext(context) as PluginContexts[Kind]);
}

/** The options with defaults filled in, frozen; the argument stays as it is. */
export function completeOptions(
  plugin: Pick<Plugin, 'name' | 'optionsSchema'>,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const complete = structuredClone(options);
  const validate = new Ajv({ strict: true, allowUnionTypes: true, useDefaults: true, allErrors: true }).compile(
    plugin.optionsSchema,
  );
  assert.ok(validate(complete), `options of ${plugin.name}: ${(validate.errors ?? []).map(textOf).join('; ')}`);
  return deepFreeze(complete);
}

function textOf({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  return `${instancePath || 'the block'} ${message} ${JSON.stringify(params)}`;
}
