import { type ConfigNode, child, type ListNode, type MapNode, plain, type ScalarNode } from './node.ts';
import type { Problems } from './problems.ts';

/** `${each}`, or `${each:key}` of an entry that is a map. */
const REFERENCE = /\$\{each(?::([\w-]+))?\}/g;

/**
 * The list of a file with `for_each: [...]`, written out: every block of it once for each entry, with the entry in
 * place of `${each}`. So the 57 subjects of a benchmark are one file.
 */
export function expandForEach(file: MapNode, list: ListNode, problems: Problems): ListNode {
  const entries = child(file, 'for_each');
  if (entries === undefined) return list;
  if (entries.kind !== 'list' || entries.items.length === 0) {
    problems.add(entries.at, 'for_each must be a list of texts or maps with at least one entry');
    return { ...list, items: [] };
  }
  return { ...list, items: entries.items.flatMap((entry) => list.items.map((block) => put(block, entry, problems))) };
}

function put(node: ConfigNode, entry: ConfigNode, problems: Problems): ConfigNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => put(item, entry, problems)) };
  if (node.kind === 'scalar') return typeof node.value === 'string' ? putIntoText(node, entry, problems) : node;
  const entries = [...node.entries].map(([key, { at, value }]) => {
    const name = textWith(key, entry, { kind: 'scalar', value: key, at }, problems);
    return [name, { at, value: put(value, entry, problems) }] as const;
  });
  return { ...node, entries: new Map(entries) };
}

/** A text that is nothing but the reference becomes the value itself: it may be a list. */
function putIntoText(node: ScalarNode, entry: ConfigNode, problems: Problems): ConfigNode {
  const text = String(node.value);
  const [whole, key] = /^\$\{each(?::([\w-]+))?\}$/.exec(text) ?? [];
  if (whole === undefined) return { ...node, value: textWith(text, entry, node, problems) };
  return eachValue(key, entry, node, problems) ?? node;
}

function textWith(text: string, entry: ConfigNode, { at }: ScalarNode, problems: Problems): string {
  return text.replace(REFERENCE, (reference, key: string | undefined) => {
    const value = eachValue(key, entry, { kind: 'scalar', value: text, at }, problems);
    return value === undefined ? reference : String(plain(value));
  });
}

function eachValue(
  key: string | undefined,
  entry: ConfigNode,
  { at }: ScalarNode,
  problems: Problems,
): ConfigNode | undefined {
  const value = key === undefined ? entry : child(entry, key);
  if (value !== undefined && (key !== undefined || entry.kind === 'scalar')) return value;
  const name = key === undefined ? '${each}' : `\${each:${key}}`;
  problems.add(at, `${name} stands for nothing: the entries of for_each must ${key ? `have ${key}` : 'be texts'}`);
  return undefined;
}
