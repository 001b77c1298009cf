import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { type PluginHost, resolvePackagePath, suggest } from 'oc-plugin-host';
import { isOcError } from 'oc-sdk';
import { configNotFound } from '../errors.ts';
import { checkAbbrs } from './abbr.ts';
import { checkCombinations } from './check-combinations.ts';
import { checkCore } from './check-core.ts';
import { checkDataset } from './check-dataset.ts';
import { expandCustom } from './custom/expand.ts';
import { type CustomDataset, customNode } from './custom/of-flags.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type LayerContext, type Layers, readLayers } from './extends.ts';
import { withJudges } from './judges.ts';
import { createListing } from './lookup.ts';
import { defaultSummarizer, resolveNames, resolveSummarizer } from './names.ts';
import { itemsAt, type MapNode, nodeOf, type Path, withEntry } from './node.ts';
import { normalize } from './normalize.ts';
import type { Override } from './override.ts';
import { applyOverrides, flagPosition } from './overrides.ts';
import { Problems } from './problems.ts';
import { resolveConfig } from './resolve.ts';
import type { Config } from './types.ts';

export interface ConfigRequest {
  /** As on the command line: a path, or `npm:NAME/PATH`. Undefined where flags say everything. */
  readonly file: string | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly overrides?: readonly Override[];
  /** Names that stand in for the config's own lists. */
  readonly models?: readonly string[] | undefined;
  readonly datasets?: readonly string[] | undefined;
  /** A data file, after those of `datasets` or instead of the config's own. */
  readonly customDataset?: CustomDataset | undefined;
  /** A name or a type. */
  readonly summarizer?: string | undefined;
  /** More folders with `models/` and `datasets/` in them. */
  readonly configDirs?: readonly string[] | undefined;
  readonly host: PluginHost;
  readonly mode: 'all' | 'infer' | 'eval' | 'viz';
}

/**
 * Find, read, extend, override, check, freeze.
 *
 * @throws {OcError} `CONFIG_NOT_FOUND`, or `CONFIG_INVALID` with everything that is wrong, and where
 */
export async function loadConfig(request: ConfigRequest): Promise<Config> {
  const problems = new Problems(request.cwd);
  const file = await findConfig(request);
  const context = layerContext(request, problems);
  const layers = await readRequested(file, request, context);
  const place = file ?? 'command line';
  if (layers === undefined) problems.throwIfAny(place);
  const flagged = layers && (await applyFlags(layers, request, context));
  const { host, mode } = request;
  const written = flagged && (await expandCustom(flagged, { host, problems, scored: mode !== 'infer' }));
  const whole =
    written && (await withJudges(override(written, request, problems), searchFor(written, layers, context)));
  const config = whole && (await check(whole, request, problems));
  problems.throwIfAny(place);
  if (config === undefined) throw new Error('a config without problems is not whole');
  return deepFreeze({ file, ...config });
}

async function findConfig({ file, cwd }: ConfigRequest): Promise<string | undefined> {
  if (file === undefined) return undefined;
  if (file.startsWith('npm:')) return resolvePackagePath(file, [cwd, import.meta.filename]);
  const path = resolve(cwd, file);
  if (existsSync(path)) return path;
  const folder = await readdir(dirname(path)).catch(() => []);
  const configs = folder.filter((name) => ['.yaml', '.yml', '.json'].includes(extname(name)));
  throw configNotFound(path, suggest(path.slice(dirname(path).length + 1), configs));
}

function layerContext({ cwd, configDirs = [], ...request }: ConfigRequest, problems: Problems): LayerContext {
  const searchFrom = [import.meta.filename];
  return {
    cwd,
    problems,
    listing: createListing(),
    searchFrom,
    roots: [...configDirs.map((dir) => resolve(cwd, dir)), ...packagedConfigs([cwd, ...searchFrom])],
    replaced: (['models', 'datasets', 'summarizer'] as const).filter(
      (key) => request[key] !== undefined || (key === 'datasets' && request.customDataset !== undefined),
    ),
  };
}

/** The folder of the package `oc-configs`, where it is installed. */
function packagedConfigs(places: readonly string[]): string[] {
  try {
    return [resolvePackagePath('npm:oc-configs', places)];
  } catch (error) {
    if (isOcError(error)) return [];
    throw error;
  }
}

async function readRequested(
  file: string | undefined,
  { cwd }: ConfigRequest,
  context: LayerContext,
): Promise<Layers | undefined> {
  const at = flagPosition('command line', cwd);
  if (file === undefined) return { root: { kind: 'map', entries: new Map(), at }, configDirs: [] };
  return await readLayers(file, at, context);
}

/** `--models`, `--datasets`, a data file and `--summarizer` stand in for what the config says. */
async function applyFlags(
  layers: Layers,
  { cwd, summarizer, customDataset, ...lists }: ConfigRequest,
  context: LayerContext,
): Promise<MapNode> {
  const search = searchFor(layers.root, layers, context);
  let flagged = layers.root;
  for (const folder of ['models', 'datasets'] as const) {
    const at = flagPosition(`--${folder}`, cwd);
    const list = lists[folder] && nodeOf(lists[folder], at);
    if (list?.kind === 'list') flagged = withEntry(flagged, folder, await resolveNames(folder, list, search));
  }
  if (customDataset !== undefined) {
    const named = lists.datasets === undefined ? [] : itemsAt(flagged, 'datasets');
    const at = flagPosition('--custom-dataset-path', cwd);
    const items = [...named, customNode(customDataset, cwd)];
    flagged = withEntry(flagged, 'datasets', { kind: 'list', items, at });
  }
  if (summarizer === undefined) return await defaultSummarizer(flagged, search);
  const named = nodeOf(summarizer, flagPosition('--summarizer', cwd));
  return withEntry(flagged, 'summarizer', await resolveSummarizer(named, search));
}

function searchFor({ at }: MapNode, { configDirs }: Layers, context: LayerContext): LayerContext {
  return { ...context, roots: [dirname(at.file), ...configDirs, ...context.roots] };
}

/** Defaults come before the overrides, which may point into them, and after, for what the overrides left short. */
function override(root: MapNode, { overrides = [], cwd }: ConfigRequest, problems: Problems): MapNode {
  return normalize(applyOverrides(normalize(root), overrides, cwd, problems));
}

async function check(root: MapNode, { cwd, env, host, mode }: ConfigRequest, problems: Problems) {
  const found = checkCore(root, mode, problems.any, problems);
  const sound = (path: Path) => !found.some((problem) => path.every((step, index) => problem.path[index] === step));
  checkAbbrs('model', root, problems);
  checkAbbrs('dataset', root, problems);
  checkCombinations(root, problems);
  for (const [index] of itemsAt(root, 'datasets').entries()) {
    if (sound(['datasets', index])) checkDataset(root, ['datasets', index], problems);
  }
  const scored = mode !== 'infer';
  return await resolveConfig({ root, host, env, envNames: new Set(), problems }, sound, { cwd, scored });
}
