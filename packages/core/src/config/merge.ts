import { abbrOf } from './abbr.ts';
import { type ConfigNode, type ListNode, type MapNode, textAt, withEntry } from './node.ts';

/**
 * A config over the one it extends: maps merge, lists and all else replace; `models` and `datasets` append by abbr and
 * `summary_groups` by name, where entries of the same name merge. A block of another `type` is another block: it
 * replaces.
 */
export function mergeConfigs(parent: MapNode, config: MapNode): MapNode {
  return mergeMaps(parent, config, []);
}

function mergeMaps(parent: MapNode, over: MapNode, path: readonly string[]): MapNode {
  if (typeOf(parent) !== undefined && typeOf(over) !== undefined && typeOf(parent) !== typeOf(over)) return over;
  return [...over.entries].reduce<MapNode>(
    (merged, [key, { at, value }]) => {
      const below = parent.entries.get(key)?.value;
      return withEntry(merged, key, below === undefined ? value : mergeNodes(below, value, [...path, key]), at);
    },
    { ...parent, at: over.at },
  );
}

function mergeNodes(parent: ConfigNode, over: ConfigNode, path: readonly string[]): ConfigNode {
  if (parent.kind === 'map' && over.kind === 'map') return mergeMaps(parent, over, path);
  const nameOf = namedLists[path.join('.')];
  if (nameOf !== undefined && parent.kind === 'list' && over.kind === 'list') return append(parent, over, nameOf, path);
  return over;
}

const namedLists: Readonly<Record<string, (node: ConfigNode) => string | undefined>> = {
  models: (node) => abbrOf('model', node),
  datasets: (node) => abbrOf('dataset', node),
  'summarizer.summary_groups': (node) => textAt(node, 'name'),
};

function append(
  parent: ListNode,
  over: ListNode,
  nameOf: (node: ConfigNode) => string | undefined,
  path: readonly string[],
): ListNode {
  const items = [...parent.items];
  const open = new Map(parent.items.map((item, index) => [nameOf(item), index]));
  for (const item of over.items) {
    const name = nameOf(item);
    const index = name === undefined ? undefined : open.get(name);
    const below = index === undefined ? undefined : items[index];
    if (index === undefined || below === undefined) items.push(item);
    else items[index] = mergeNodes(below, item, [...path, '*']);
    // The same name again in one list is a mistake to be told, not a third layer.
    open.delete(name);
  }
  return { ...over, items };
}

function typeOf(map: MapNode): string | undefined {
  return textAt(map, 'type');
}
