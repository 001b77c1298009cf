import {
  CORE_KEYS,
  expandEnv,
  type LoadedPlugin,
  type PluginHost,
  pluginOptionsOf,
  splitNested,
  validateOptions,
} from 'oc-plugin-host';
import { isOcError, type PluginKind } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';
import { addOptionProblems, showPath } from './describe.ts';
import { type ConfigNode, type MapNode, nodeAt, type Path, plainMap, positionAt, textAt } from './node.ts';
import type { Problems } from './problems.ts';
import type { ResolvedBlock } from './types.ts';

/** What blocks are checked with. */
export interface BlockContext {
  readonly root: MapNode;
  readonly host: PluginHost;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables that blocks refer to are added here. */
  readonly envNames: Set<string>;
  readonly problems: Problems;
}

/**
 * Loads the plugin of the block at a path and checks the block's options against its schema.
 * Undefined: there is a problem, told by now.
 */
export async function checkBlock<Kind extends PluginKind>(
  kind: Kind,
  path: Path,
  context: BlockContext,
): Promise<ResolvedBlock<Kind> | undefined> {
  const node = nodeAt(context.root, path);
  const type = textAt(node, 'type');
  if (node?.kind !== 'map' || type === undefined) return undefined;
  const spec = specOf(node);
  const plugin = await load(kind, type, spec.from, positionAt(node, ['type']), context);
  const given = expandOptions(kind, spec, plugin, path, context);
  const options = plugin && validate(plugin, given, path, context);
  return plugin && options && { spec, plugin, options };
}

/** A block as workers get it. It belongs to the file that says its type. */
export function specOf(node: MapNode): BlockSpec {
  const from = positionAt(node, ['type']).file;
  const others = [...node.entries].filter(([, { value }]) => value.at.file !== from);
  const origins = Object.fromEntries([
    ...others.map(([key, { value }]) => [key, value.at.file] as const),
    ...[...node.entries].flatMap(([key, { value }]) => blocksBelow(value, key, value.at.file)),
  ]);
  return { block: plainMap(node), from, ...(Object.keys(origins).length > 0 && { origins }) };
}

/** Blocks further down that another file says than what they stand in, by their paths. */
function blocksBelow(node: ConfigNode, path: string, file: string): (readonly [path: string, file: string])[] {
  if (node.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, { value }]) => {
    const own = textAt(value, 'type') === undefined ? file : positionAt(value, ['type']).file;
    const inside = `${path}.${key}`;
    return [...(own === file ? [] : [[inside, own] as const]), ...blocksBelow(value, inside, own)];
  });
}

async function load<Kind extends PluginKind>(
  kind: Kind,
  type: string,
  from: string,
  at: ConfigNode['at'],
  { host, problems }: BlockContext,
): Promise<LoadedPlugin<Kind> | undefined> {
  try {
    return await host.load(kind, type, from);
  } catch (error) {
    if (!isOcError(error)) throw error;
    problems.add(at, `${error.message} (${error.code})`, { details: error.details, cause: error.cause });
    return undefined;
  }
}

interface Given {
  readonly options: Readonly<Record<string, unknown>>;
  /** Where variables are missing: what else is wrong there is no news. */
  readonly gaps: ReadonlySet<string>;
}

function expandOptions<Kind extends PluginKind>(
  kind: Kind,
  { block }: BlockSpec,
  loaded: LoadedPlugin<Kind> | undefined,
  path: Path,
  context: BlockContext,
): Given {
  const all = pluginOptionsOf(kind, block);
  // Blocks inside are checked, and have their variables filled in, each for itself.
  const { own, nested } = loaded ? splitNested(loaded.plugin, all) : { own: all, nested: {} };
  const { value, missing, names } = expandEnv(own, context.env);
  for (const name of names) context.envNames.add(name);
  for (const { name, path: inside } of missing) {
    const at = positionAt(context.root, [...path, ...inside]);
    context.problems.add(at, `the environment variable ${name} is not set`, {
      details: `Set it, or give a default: \${env:${name}:-default}`,
    });
  }
  refuseElsewhere(kind, block, path, context);
  return { options: { ...value, ...nested }, gaps: new Set(missing.map((gap) => JSON.stringify(gap.path))) };
}

/** Keys with blocks or prompts of their own. */
const NESTED = ['infer_cfg', 'eval_cfg', 'pred_postprocessor', 'meta_template'];

/** Core's own keys are read as they stand, by the workers too. */
function refuseElsewhere(
  kind: PluginKind,
  block: BlockSpec['block'],
  path: Path,
  { root, problems }: BlockContext,
): void {
  for (const key of CORE_KEYS[kind].filter((name) => !NESTED.includes(name))) {
    if (expandEnv(block[key], {}).names.length === 0) continue;
    const message = `${showPath(root, [...path, key])} cannot refer to the environment: only options of plugins can`;
    problems.add(positionAt(root, [...path, key]), message);
  }
}

function validate<Kind extends PluginKind>(
  { plugin }: LoadedPlugin<Kind>,
  given: Given,
  path: Path,
  { root, problems }: BlockContext,
): Record<string, unknown> | undefined {
  try {
    const { options, problems: found } = validateOptions(plugin, given.options);
    const news = found.filter((problem) => !given.gaps.has(JSON.stringify(problem.path)));
    addOptionProblems(root, path, withCoreKeys(news, plugin.kind), problems);
    return found.length === 0 ? options : undefined;
  } catch (error) {
    if (!isOcError(error)) throw error;
    problems.add(positionAt(root, path), `${error.message} (${error.code})`, { details: error.details });
    return undefined;
  }
}

/** A mistyped key may have been meant for core as well as for the plugin. */
function withCoreKeys(
  found: ReturnType<typeof validateOptions>['problems'],
  kind: PluginKind,
): ReturnType<typeof validateOptions>['problems'] {
  return found.map((problem) =>
    problem.keyword === 'additionalProperties' && problem.path.length === 1
      ? { ...problem, allowed: [...(problem.allowed ?? []), ...CORE_KEYS[kind]] }
      : problem,
  );
}
