/** Where something of a config stands. */
export interface Position {
  /** Absolute. Relative paths that stand there start at its folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The command-line flag that says it, instead of a place in the file. */
  readonly flag?: string;
}

export type Scalar = string | number | boolean | null;

/** A value of a config in which every part knows where it was said. Never changed: merging makes new ones. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: Scalar;
  readonly at: Position;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  readonly at: Position;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly at: Position;
}

export interface MapEntry {
  /** Where the key stands. */
  readonly at: Position;
  readonly value: ConfigNode;
}

/** Steps from a node to one inside it: keys of maps, positions in lists. */
export type Path = readonly (string | number)[];

/** The value without positions. */
export function plain(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return plainMap(node);
}

export function plainMap(node: MapNode): Record<string, unknown> {
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** A node for a value, all of it said at one place. */
export function nodeOf(value: unknown, at: Position): ConfigNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => nodeOf(item, at)), at };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => [key, { at, value: nodeOf(item, at) }] as const);
    return { kind: 'map', entries: new Map(entries), at };
  }
  return { kind: 'scalar', value: (value ?? null) as Scalar, at };
}

export function child(node: ConfigNode | undefined, step: string | number): ConfigNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(step))?.value;
  return node?.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined;
}

export function nodeAt(root: ConfigNode, path: Path): ConfigNode | undefined {
  return path.reduce<ConfigNode | undefined>(child, root);
}

/** The text at a path; undefined where there is something else or nothing. */
export function textAt(root: ConfigNode | undefined, ...path: Path): string | undefined {
  const node = root && nodeAt(root, path);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function itemsAt(root: ConfigNode, ...path: Path): readonly ConfigNode[] {
  const node = nodeAt(root, path);
  return node?.kind === 'list' ? node.items : [];
}

/** The map with one key set. */
export function withEntry(map: MapNode, key: string, value: ConfigNode, at: Position = value.at): MapNode {
  return { ...map, entries: new Map([...map.entries, [key, { at, value }]]) };
}

export function withoutEntry(map: MapNode, ...keys: readonly string[]): MapNode {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => !keys.includes(key))) };
}

/** What `change` makes of the node at a path; nothing happens where there is none. */
export function changeAt(node: ConfigNode, path: Path, change: (node: ConfigNode) => ConfigNode): ConfigNode {
  const [step, ...rest] = path;
  if (step === undefined) return change(node);
  const inner = child(node, step);
  if (inner === undefined) return node;
  const changed = changeAt(inner, rest, change);
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item, index) => (index === step ? changed : item)) };
  if (node.kind === 'map') return withEntry(node, String(step), changed, node.entries.get(String(step))?.at);
  return node;
}

/** Where the value at a path stands, or what is left of the path that exists. */
export function positionAt(root: ConfigNode, path: Path): Position {
  return nodeAt(root, path)?.at ?? positionAt(root, path.slice(0, -1));
}

/** Where the last key of a path stands. */
export function keyPositionAt(root: ConfigNode, path: Path): Position {
  const parent = nodeAt(root, path.slice(0, -1));
  const entry = parent?.kind === 'map' ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.at ?? positionAt(root, path);
}
