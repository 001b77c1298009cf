import { readFile } from 'node:fs/promises';
import { hasCode } from 'oc-sdk/run-directory';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { ConfigNode, MapEntry, Position, Scalar } from './node.ts';
import type { Problems } from './problems.ts';

/** More than anyone writes, and far less than what an alias bomb makes of a few lines. */
const MOST_ALIASES = 10_000;

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
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // A tag that is not known is a mere warning to the parser; here it would be a value that nobody understands.
  const faults = [...document.errors, ...document.warnings];
  for (const fault of faults) problems.add(at(fault.pos[0]), fault.message);
  if (faults.length > 0 || !aliasesAreSound(document, at, problems)) return undefined;
  return new Converter(document, at, problems).convert(document.contents, at(0));
}

function aliasesAreSound(document: Document, at: (offset: number) => Position, problems: Problems): boolean {
  try {
    document.toJS({ maxAliasCount: MOST_ALIASES });
    return true;
  } catch (error) {
    problems.add(at(0), `the aliases (*name) cannot be resolved: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/** Parsed YAML to nodes with positions. */
class Converter {
  readonly #document: Document;
  readonly #at: (offset: number) => Position;
  readonly #problems: Problems;

  constructor(document: Document, at: (offset: number) => Position, problems: Problems) {
    this.#document = document;
    this.#at = at;
    this.#problems = problems;
  }

  convert(node: Node | ParsedNode | null | undefined, fallback: Position): ConfigNode {
    const at = node?.range ? this.#at(node.range[0]) : fallback;
    if (isAlias(node)) return this.convert(node.resolve(this.#document), at);
    if (isMap(node)) return { kind: 'map', entries: this.#entries(node), at };
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.convert(item as Node, at)), at };
    return { kind: 'scalar', value: isScalar(node) ? (node.value as Scalar) : null, at };
  }

  /** `<<` brings the entries of other maps, below the map's own. */
  #entries(map: YAMLMap): Map<string, MapEntry> {
    const merged = new Map<string, MapEntry>();
    const own = new Map<string, MapEntry>();
    for (const { key, value } of map.items) {
      const at = this.#at((key as Node).range?.[0] ?? 0);
      if (!isScalar(key)) this.#problems.add(at, 'a key must be a text, not a map or a list');
      else if (key.value === '<<') this.#merge(merged, this.convert(value as Node, at));
      else own.set(String(key.value), { at, value: this.convert(value as Node | null, at) });
    }
    return new Map([...merged, ...own]);
  }

  /** Of several maps, the first has precedence. */
  #merge(entries: Map<string, MapEntry>, node: ConfigNode): void {
    for (const map of node.kind === 'list' ? node.items : [node]) {
      if (map.kind !== 'map') this.#problems.add(map.at, '<< takes a map or a list of maps');
      else for (const [key, entry] of map.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }
}
