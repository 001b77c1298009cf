import { readFile } from 'node:fs/promises';
import { hasCode } from 'oc-sdk/run-directory';
import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { ConfigNode, MapEntry, Position, Scalar } from './node.ts';
import type { Problems } from './problems.ts';

/** Values that aliases may repeat: more than anyone needs, far less than what an alias bomb makes of a few lines. */
const MOST_REPEATED = 100_000;

/**
 * Reads a YAML or JSON file (JSON is a subset). What is wrong with it becomes problems, and the value undefined.
 *
 * @param saidAt where the file is named: a file that cannot be read is a problem of that place
 */
export async function readConfigFile(
  file: string,
  saidAt: Position,
  problems: Problems,
): Promise<ConfigNode | undefined> {
  try {
    return parseConfig(await readFile(file, 'utf8'), file, problems);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR')) throw error;
    problems.add(
      saidAt,
      `cannot read ${file}: ${hasCode(error, 'ENOENT', 'ENOTDIR') ? 'no such file' : String(error)}`,
    );
    return undefined;
  }
}

/** The same for a text. An empty text is an empty map. */
export function parseConfig(text: string, file: string, problems: Problems): ConfigNode | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // A tag that is not known is a mere warning to the parser; here it would be a value that nobody understands.
  const faults = [...document.errors, ...document.warnings];
  for (const fault of faults) problems.add(at(fault.pos[0]), fault.message);
  if (faults.length > 0) return undefined;
  const converter = new Converter(at, problems);
  const node = converter.convert(document.contents, at(0));
  return converter.failed ? undefined : node;
}

/** Parsed YAML to nodes with positions. */
class Converter {
  failed = false;
  readonly #at: (offset: number) => Position;
  readonly #problems: Problems;
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Alias, Node | undefined>();
  /** Collections that are being converted. */
  readonly #open = new Set<Node>();
  #aliasDepth = 0;
  #repeated = 0;

  constructor(at: (offset: number) => Position, problems: Problems) {
    this.#at = at;
    this.#problems = problems;
  }

  convert(node: Node | null | undefined, fallback: Position): ConfigNode {
    const at = node?.range ? this.#at(node.range[0]) : fallback;
    if (isAlias(node)) return this.#alias(node, at);
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined && this.#aliasDepth === 0) this.#anchors.set(node.anchor, node);
    }
    if (this.#aliasDepth > 0) this.#repeated += 1;
    if (isScalar(node)) return { kind: 'scalar', value: node.value as Scalar, at };
    if (isMap(node)) return this.#collection(node, at, () => ({ kind: 'map', entries: this.#entries(node), at }));
    if (!isSeq(node)) return nothing(at);
    const items = () => node.items.map((item) => this.convert(item as Node, at));
    return this.#collection(node, at, () => ({ kind: 'list', items: items(), at }));
  }

  /** What an alias stands for: the last node before it with that anchor. */
  #alias(alias: Alias, at: Position): ConfigNode {
    if (!this.#targets.has(alias)) this.#targets.set(alias, this.#anchors.get(alias.source));
    const target = this.#targets.get(alias);
    if (target === undefined) return this.#fail(at, `*${alias.source} has no anchor &${alias.source} before it`);
    if (this.#repeated > MOST_REPEATED) return this.#fail(at, 'the aliases (*name) repeat far too much');
    this.#aliasDepth += 1;
    const converted = this.convert(target, at);
    this.#aliasDepth -= 1;
    return converted;
  }

  /** A collection that an alias puts into itself has no end. */
  #collection(node: Node, at: Position, convert: () => ConfigNode): ConfigNode {
    if (this.#open.has(node)) return this.#fail(at, 'an alias (*name) puts this into itself');
    this.#open.add(node);
    const converted = convert();
    this.#open.delete(node);
    return converted;
  }

  /** One such fault is enough: with a bomb, there are thousands. */
  #fail(at: Position, message: string): ConfigNode {
    if (!this.failed) this.#problems.add(at, message);
    this.failed = true;
    return nothing(at);
  }

  /** `<<` brings the entries of other maps, below the map's own. */
  #entries(map: YAMLMap): Map<string, MapEntry> {
    const merged = new Map<string, MapEntry>();
    const own = new Map<string, MapEntry>();
    for (const { key, value } of map.items) {
      const at = this.#at((key as Node).range?.[0] ?? 0);
      if (!isScalar(key)) this.#fail(at, 'a key must be a text, not a map or a list');
      else if (key.value === '<<') this.#merge(merged, this.convert(value as Node, at));
      else own.set(String(key.value), { at, value: this.convert(value as Node | null, at) });
    }
    return new Map([...merged, ...own]);
  }

  /** Of several maps, the first has precedence. */
  #merge(entries: Map<string, MapEntry>, node: ConfigNode): void {
    for (const map of node.kind === 'list' ? node.items : [node]) {
      if (map.kind !== 'map') this.#fail(map.at, '<< takes a map or a list of maps');
      else for (const [key, entry] of map.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }
}

function nothing(at: Position): ConfigNode {
  return { kind: 'scalar', value: null, at };
}
