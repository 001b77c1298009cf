import { dirname, extname, resolve } from 'node:path';
import { expandForEach } from './for-each.ts';
import { type Listing, type Lookup, lookUp, type NamedFolder } from './lookup.ts';
import { type ConfigNode, child, type ListNode, type MapNode, nodeOf, withEntry } from './node.ts';
import type { Problems } from './problems.ts';
import { readConfigFile } from './read.ts';

/** How names are looked up. */
export interface NameSearch {
  /** Folders that may hold `models/`, `datasets/` and `summarizers/`, the nearest first. */
  readonly roots: readonly string[];
  readonly listing: Listing;
  readonly problems: Problems;
}

/** A list of blocks and names, with the blocks in place of the names. */
export async function resolveNames(
  folder: NamedFolder,
  list: ListNode,
  search: NameSearch,
  open: readonly string[] = [],
): Promise<ListNode> {
  const items = await Promise.all(
    list.items.map((item) =>
      item.kind === 'scalar' && typeof item.value === 'string'
        ? blocksNamed(folder, item.value, item, search, open)
        : [item],
    ),
  );
  return { ...list, items: items.flat() };
}

/**
 * A summarizer's block in place of its name, and summary groups in place of theirs. A name without a file is a type; a
 * file of groups alone is the standard summarizer with these.
 */
export async function resolveSummarizer(node: ConfigNode, search: NameSearch): Promise<ConfigNode> {
  if (node.kind === 'map') return await withNamedGroups(node, search);
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  if (!isFile(node.value) && !(await hasFile(node.value, node, search))) return node;
  const blocks = await blocksNamed('summarizers', node.value, node, search, []);
  const [first] = blocks;
  if (first === undefined) return node;
  if (first.kind === 'map' && first.entries.has('type')) return await withNamedGroups(first, search);
  const standard = nodeOf({ type: 'standard' }, node.at) as MapNode;
  return withEntry(standard, 'summary_groups', { kind: 'list', items: blocks, at: node.at });
}

/** What a config that names no summarizer gets: the standard one with the groups of the package `oc-configs`. */
export async function defaultSummarizer(root: MapNode, search: NameSearch): Promise<MapNode> {
  const name = nodeOf('standard-groups', root.at);
  if (child(root, 'summarizer') !== undefined || !(await hasFile('standard-groups', name, search))) return root;
  return withEntry(root, 'summarizer', await resolveSummarizer(name, search));
}

async function hasFile(name: string, { at }: ConfigNode, { roots, listing }: NameSearch): Promise<boolean> {
  return !('searched' in (await lookUp('summarizers', name, [dirname(at.file), ...roots], listing)));
}

async function withNamedGroups(summarizer: MapNode, search: NameSearch): Promise<MapNode> {
  const groups = child(summarizer, 'summary_groups');
  if (groups?.kind !== 'list') return summarizer;
  const resolved = await resolveNames('summarizers', groups, search);
  return withEntry(summarizer, 'summary_groups', resolved, summarizer.entries.get('summary_groups')?.at);
}

/** A model's block in place of its name; the name where it leads to no block, or to more than one, which is told. */
export async function resolveModel(node: ConfigNode, search: NameSearch): Promise<ConfigNode> {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const blocks = await blocksNamed('models', node.value, node, search, []);
  if (blocks.length > 1) {
    search.problems.add(
      node.at,
      `${JSON.stringify(node.value)} is a list of ${blocks.length} models: one is needed here`,
    );
    return node;
  }
  return blocks[0] ?? node;
}

/** The blocks in the file of a name; none, and a problem, where there is no such file. */
async function blocksNamed(
  folder: NamedFolder,
  name: string,
  { at }: ConfigNode,
  search: NameSearch,
  open: readonly string[],
): Promise<readonly ConfigNode[]> {
  const { roots, listing, problems } = search;
  const own = dirname(at.file);
  const found: Lookup = isFile(name)
    ? { file: resolve(own, name) }
    : await lookUp(folder, name, [own, ...roots], listing);
  if (!('file' in found)) {
    problems.add(at, ...notOneFile(folder, name, found));
    return [];
  }
  if (open.includes(found.file)) {
    problems.add(at, `${JSON.stringify(name)} leads back to itself: ${[...open, found.file].join(' -> ')}`);
    return [];
  }
  const node = await readConfigFile(found.file, at, problems);
  if (node === undefined) return [];
  const list = listIn(folder, node, problems);
  return (await resolveNames(folder, list, search, [...open, found.file])).items;
}

/** A file holds one block, a list, or a map whose only use is its list, which `for_each` may multiply. */
function listIn(folder: NamedFolder, node: ConfigNode, problems: Problems): ListNode {
  const key = folder === 'summarizers' ? 'summary_groups' : folder;
  const inner = node.kind === 'map' && !node.entries.has('type') ? child(node, key) : undefined;
  const found = inner ?? node;
  const list: ListNode = found.kind === 'list' ? found : { kind: 'list', items: [found], at: found.at };
  return inner !== undefined && node.kind === 'map' ? expandForEach(node, list, problems) : list;
}

function isFile(name: string): boolean {
  return ['.yaml', '.yml', '.json'].includes(extname(name));
}

function notOneFile(
  folder: NamedFolder,
  name: string,
  found: Exclude<Lookup, { file: string }>,
): [message: string, more: { details: string }] {
  const text = JSON.stringify(name);
  if ('candidates' in found) {
    const details = [...found.candidates, 'Say more of the path: FOLDER/NAME.'].join('\n');
    return [`${text} is the name of more than one file in ${folder}`, { details }];
  }
  const guess = found.suggestion === undefined ? '' : `; did you mean ${JSON.stringify(found.suggestion)}?`;
  const details = ['Searched:', ...found.searched.map((place) => `  ${place}/**/${name}.yaml`)].join('\n');
  return [`there is no ${text} among the ${folder}${guess}`, { details }];
}
