import { dirname, extname, resolve } from 'node:path';
import { type Listing, type Lookup, lookUp, type NamedFolder } from './lookup.ts';
import { type ConfigNode, child, type ListNode } from './node.ts';
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

/** A summarizer's block in place of its name. A name without a file is a type. */
export async function resolveSummarizer(node: ConfigNode, search: NameSearch): Promise<ConfigNode> {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const roots = [dirname(node.at.file), ...search.roots];
  if (!isFile(node.value) && 'searched' in (await lookUp('summarizers', node.value, roots, search.listing)))
    return node;
  return (await blocksNamed('summarizers', node.value, node, search, []))[0] ?? node;
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
  const list = listIn(folder, node);
  return (await resolveNames(folder, list, search, [...open, found.file])).items;
}

/** A file holds one block, a list, or a map whose only use is its list. */
function listIn(folder: NamedFolder, node: ConfigNode): ListNode {
  const inner = node.kind === 'map' && !node.entries.has('type') ? child(node, folder) : undefined;
  const list = inner ?? node;
  return list.kind === 'list' ? list : { kind: 'list', items: [list], at: list.at };
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
