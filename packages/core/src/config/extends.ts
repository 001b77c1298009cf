import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { resolvePackagePath } from 'oc-plugin-host';
import { isOcError } from 'oc-sdk';
import type { Listing } from './lookup.ts';
import { mergeConfigs } from './merge.ts';
import { type NameSearch, resolveNames, resolveSummarizer } from './names.ts';
import { type ConfigNode, child, type MapNode, nodeOf, type Position, withEntry, withoutEntry } from './node.ts';
import type { Problems } from './problems.ts';
import { readConfigFile } from './read.ts';

/** A config with what it extends merged in and its names resolved. */
export interface Layers {
  readonly root: MapNode;
  /** Its `config_dirs` and those of what it extends, absolute, its own first. */
  readonly configDirs: readonly string[];
}

export interface LayerContext {
  readonly cwd: string;
  /** Folders for names after a config's own. */
  readonly roots: readonly string[];
  /** Where packages are searched after a config's own folder. */
  readonly searchFrom: readonly string[];
  /** Keys that flags replace: names there need not be found. */
  readonly replaced: readonly ('models' | 'datasets' | 'summarizer')[];
  readonly listing: Listing;
  readonly problems: Problems;
}

/**
 * Reads a config and, first, everything that its `extends` names, in order: each over the ones before it.
 * Undefined: the file is no config, and the problems say why.
 */
export async function readLayers(
  file: string,
  saidAt: Position,
  context: LayerContext,
  open: readonly string[] = [],
): Promise<Layers | undefined> {
  if (open.includes(file)) {
    context.problems.add(saidAt, `extends leads back to itself: ${[...open, file].join(' -> ')}`);
    return undefined;
  }
  const node = await readConfigFile(file, saidAt, context.problems);
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    context.problems.add(node.at, 'a config must be a map with keys such as models and datasets');
    return undefined;
  }
  return await layer(node, file, context, [...open, file]);
}

async function layer(node: MapNode, file: string, context: LayerContext, open: readonly string[]): Promise<Layers> {
  const parents: Layers[] = [];
  for (const { text, at } of textsAt(node, 'extends', context.problems)) {
    const target = extendedFile(text, at, context);
    const parent = target && (await readLayers(target, at, context, open));
    if (parent) parents.push(parent);
  }
  const own = textsAt(node, 'config_dirs', context.problems).map(({ text }) => resolve(dirname(file), text));
  const configDirs = [...own, ...parents.flatMap((parent) => parent.configDirs)];
  const search = { ...context, roots: [dirname(file), ...configDirs, ...context.roots] };
  const named = await withNamedBlocks(withoutEntry(node, 'extends', 'config_dirs'), search, context.replaced);
  const empty: MapNode = { kind: 'map', entries: new Map(), at: node.at };
  return { root: [...parents.map(({ root }) => root), named].reduce(mergeConfigs, empty), configDirs };
}

async function withNamedBlocks(
  root: MapNode,
  search: NameSearch,
  replaced: LayerContext['replaced'],
): Promise<MapNode> {
  let named = root;
  for (const folder of ['models', 'datasets'] as const) {
    const list = child(root, folder);
    if (list?.kind !== 'list' || replaced.includes(folder)) continue;
    named = withEntry(named, folder, await resolveNames(folder, list, search), root.entries.get(folder)?.at);
  }
  const summarizer = child(root, 'summarizer');
  if (summarizer === undefined || replaced.includes('summarizer')) return named;
  return withEntry(named, 'summarizer', await resolveSummarizer(summarizer, search));
}

/** A path, or a file of an npm package: `@scope/name/path` or `npm:name/path`. */
function extendedFile(target: string, at: Position, { cwd, searchFrom, problems }: LayerContext): string | undefined {
  if (target.startsWith('~/')) return join(homedir(), target.slice(2));
  if (!target.startsWith('npm:') && !target.startsWith('@')) return resolve(dirname(at.file), target);
  const path = target.startsWith('npm:') ? target : `npm:${target}`;
  try {
    return resolvePackagePath(path, [at.file, cwd, ...searchFrom]);
  } catch (error) {
    if (!isOcError(error)) throw error;
    problems.add(at, error.message, { details: error.details });
    return undefined;
  }
}

/** One text or a list of them. */
function textsAt(node: MapNode, key: string, problems: Problems): { text: string; at: Position }[] {
  const value: ConfigNode = child(node, key) ?? nodeOf([], node.at);
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return [{ text: item.value, at: item.at }];
    problems.add(item.at, `${key} must be a text or a list of texts`);
    return [];
  });
}
