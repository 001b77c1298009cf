import { OcError, type PluginContext, type PluginContexts, type PluginInstances, type PluginKind } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';
import { expandEnv } from '../env.ts';
import type { PluginHost } from '../host.ts';
import { validateOptions } from '../options.ts';
import { pathResolver } from '../paths.ts';
import { pluginOptionsOf } from './keys.ts';
import { splitNested } from './nested.ts';

/** What a plugin's context has besides paths, which come from the block. */
export type ContextBase<Kind extends PluginKind> = Omit<PluginContexts[Kind], 'resolvePath'>;

/** Makes the live thing that a block of a config describes. Throws coded errors for all that can be wrong with it. */
export async function instantiate<Kind extends PluginKind>(
  host: PluginHost,
  kind: Kind,
  spec: BlockSpec,
  context: ContextBase<Kind>,
): Promise<PluginInstances[Kind]> {
  const { plugin } = await host.load(kind, String(spec.block.type), spec.from);
  const { own, nested } = splitNested(plugin, pluginOptionsOf(kind, spec.block));
  const { value, missing } = expandEnv(own, process.env);
  if (missing.length > 0) throw missingVariables(missing.map(({ name }) => name));
  const { options, problems } = validateOptions(plugin, { ...value, ...nested });
  if (problems.length > 0) throw badOptions(plugin.name, problems);
  const whole = { ...context, resolvePath: pathResolver(spec) } as PluginContext as PluginContexts[Kind];
  return (await plugin.create(options, whole)) as PluginInstances[Kind];
}

/** A block inside another, under a key of it (an evaluator inside `eval_cfg`): it belongs to the file that says the key. */
export function nestedSpec(spec: BlockSpec, key: string, block: Readonly<Record<string, unknown>>): BlockSpec {
  return { block, from: spec.origins?.[key] ?? spec.from };
}

function missingVariables(names: readonly string[]): OcError {
  return new OcError({
    code: 'ENV_MISSING',
    message: `environment variable ${names.join(', ')} is not set`,
    details: 'The config refers to it. Set it where the worker runs, or give a default: ${env:NAME:-default}.',
    fatal: true,
  });
}

function badOptions(
  plugin: string,
  problems: readonly { path: readonly (string | number)[]; message: string }[],
): OcError {
  return new OcError({
    code: 'BAD_OPTIONS',
    message: `${plugin}: ${problems.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
    details: 'The options do not fit the schema of the plugin.',
    fatal: true,
  });
}
