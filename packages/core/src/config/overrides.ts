import { join } from 'node:path';
import { resolveAlias, suggest } from 'oc-plugin-host';
import { parse } from 'yaml';
import { badSetting } from '../errors.ts';
import { abbrOf } from './abbr.ts';
import {
  type ConfigNode,
  changeAt,
  child,
  type MapNode,
  nodeAt,
  nodeOf,
  type Path,
  type Position,
  withEntry,
} from './node.ts';
import type { Override } from './override.ts';
import type { Problems } from './problems.ts';
import { expandWildcard } from './wildcard.ts';

/**
 * `infer.runner.retry=3`, as `--set` takes it; the value is read as YAML.
 *
 * @throws {OcError} `BAD_SETTING`
 */
export function parseSetting(setting: string): Override {
  const [, path = '', text = ''] = /^([^=\s]+)=(.*)$/s.exec(setting) ?? [];
  if (path === '' || path.split('.').includes('')) throw badSetting(setting, 'it is no PATH=VALUE');
  try {
    return { path, value: parse(text, { maxAliasCount: 0, logLevel: 'error' }), origin: `--set ${path}` };
  } catch (error) {
    throw badSetting(setting, error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error));
  }
}

/** Where a flag stands: relative paths in its value start at the working directory. */
export function flagPosition(flag: string, cwd: string): Position {
  return { file: join(cwd, 'command-line'), line: 1, column: 1, flag };
}

/** The config with the overrides put in, one after the other. */
export function applyOverrides(
  root: MapNode,
  overrides: readonly Override[],
  cwd: string,
  problems: Problems,
): MapNode {
  return overrides
    .flatMap((override) => expandWildcard(root, override))
    .reduce((changed, { path, value, origin, onlyForRunner, insteadOf }) => {
      if (onlyForRunner !== undefined && runnerAt(changed, path) !== onlyForRunner) return changed;
      if (insteadOf !== undefined && textAt(changed, path.split('.')) !== insteadOf) return changed;
      const at = flagPosition(origin, cwd);
      const target = locate(changed, path.split('.'), at, problems);
      return target === undefined ? changed : setAt(changed, target, nodeOf(value, at), at);
    }, root);
}

/** The type of the runner block that a path leads into. */
function runnerAt(root: MapNode, path: string): string | undefined {
  const type = textAt(root, [...path.split('.').slice(0, -1), 'type']);
  return type === undefined ? undefined : resolveAlias('runner', type);
}

function textAt(root: MapNode, path: Path): string | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' ? String(node.value) : undefined;
}

/** Steps to where a value goes; the last of them need not exist yet. Undefined, and a problem, where it cannot go. */
function locate(root: ConfigNode, keys: readonly string[], at: Position, problems: Problems): Path | undefined {
  const path: (string | number)[] = [];
  let node: ConfigNode | undefined = root;
  for (let rest = keys; rest.length > 0; ) {
    const [key = ''] = rest;
    if (node?.kind === 'scalar' && node.value !== null) {
      problems.add(at, `${path.join('.')} is no map: it has no ${JSON.stringify(key)}`);
      return undefined;
    }
    const entry: Entry | undefined = node?.kind === 'list' ? entryOf(node.items, rest) : { step: key, length: 1 };
    if (entry === undefined) {
      problems.add(at, noEntry(path.join('.'), rest.join('.'), node));
      return undefined;
    }
    path.push(entry.step);
    rest = rest.slice(entry.length);
    node = node && child(node, entry.step);
  }
  return path;
}

interface Entry {
  readonly step: string | number;
  /** Keys that it takes: an abbr may hold dots. */
  readonly length: number;
}

function entryOf(items: readonly ConfigNode[], keys: readonly string[]): Entry | undefined {
  for (let length = keys.length; length > 0; length -= 1) {
    const step = items.findIndex((item) => nameOf(item) === keys.slice(0, length).join('.'));
    if (step >= 0) return { step, length };
  }
  const step = /^\d+$/.test(keys[0] ?? '') ? Number(keys[0]) : Number.NaN;
  return step < items.length ? { step, length: 1 } : undefined;
}

function noEntry(list: string, rest: string, node: ConfigNode | undefined): string {
  const names = node?.kind === 'list' ? node.items.map(nameOf).filter((known) => known !== undefined) : [];
  const guess = suggest(rest.split('.', 1)[0] ?? '', names);
  const hint = guess === undefined ? '' : `; did you mean ${JSON.stringify(guess)}?`;
  return `${list}.${rest} leads nowhere: ${list} has ${names.join(', ') || 'no entries'}${hint}`;
}

/** Models and datasets go by their abbr, other entries by their name. */
function nameOf(item: ConfigNode): string | undefined {
  const name = child(item, 'name');
  return abbrOf('model', item) ?? (name?.kind === 'scalar' ? String(name.value) : undefined);
}

function setAt(root: MapNode, path: Path, value: ConfigNode, at: Position): MapNode {
  const key = path.at(-1) ?? '';
  const parent = path.slice(0, -1);
  const held = nodeAt(root, path);
  if (held !== undefined)
    return asMap(
      changeAt(root, path, () => value),
      root,
    );
  if (parent.length === 0) return withEntry(root, String(key), value, at);
  const map = nodeAt(root, parent);
  if (map?.kind !== 'map') return setAt(root, parent, withEntry(emptyMap(at), String(key), value, at), at);
  return asMap(
    changeAt(root, parent, () => withEntry(map, String(key), value, at)),
    root,
  );
}

function emptyMap(at: Position): MapNode {
  return { kind: 'map', entries: new Map(), at };
}

function asMap(node: ConfigNode, otherwise: MapNode): MapNode {
  return node.kind === 'map' ? node : otherwise;
}
