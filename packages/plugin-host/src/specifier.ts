import type { PluginKind } from 'oc-sdk';
import { resolveAlias } from './aliases.ts';
import { badPluginType } from './errors.ts';

/** What a type name stands for. */
export interface Specifier {
  /** As the config says it. */
  readonly type: string;
  /** What is imported: `oc-partitioner-size`, `oc-dataset-files/jsonl`; for a file, the path or URL as written. */
  readonly specifier: string;
  readonly kind: 'package' | 'file';
}

const NAME = /^[a-z0-9][\w.-]*$/i;
const FILE = /^(?:\.{1,2}[/\\]|\/|file:|[a-z]:[/\\])/i;

/**
 * One type gives one specifier. Pure: nothing is looked up, nothing is guessed.
 *
 * | type in a `partitioner` block | specifier |
 * | --- | --- |
 * | `size`, `SizePartitioner`, `oc-partitioner-size` | `oc-partitioner-size` |
 * | `files/jsonl` (of a dataset) | `oc-dataset-files/jsonl` |
 * | `@acme/size`, `@acme/oc-partitioner-size` | `@acme/oc-partitioner-size` |
 * | `@acme` | `@acme/oc-partitioner` |
 * | `npm:odd-name` | `odd-name` |
 * | `./mine.mjs`, `/abs/mine.mjs`, `file:///abs/mine.mjs` | that file |
 *
 * @throws {OcError} `BAD_PLUGIN_TYPE` for a text that cannot name a package or file.
 */
export function parseSpecifier(kind: PluginKind, type: string): Specifier {
  const name = resolveAlias(kind, type);
  if (FILE.test(name)) return { type, specifier: name, kind: 'file' };
  const specifier = name.startsWith('npm:') ? name.slice('npm:'.length) : prefixed(`oc-${kind}`, name);
  if (!isPackageSpecifier(specifier)) throw badPluginType(kind, type);
  return { type, specifier, kind: 'package' };
}

function prefixed(prefix: string, name: string): string {
  if (!name.startsWith('@')) return name.startsWith(`${prefix}-`) || name === '' ? name : `${prefix}-${name}`;
  const [scope = '', base, ...rest] = name.split('/');
  if (base === undefined) return `${scope}/${prefix}`;
  const own = base === prefix || base.startsWith(`${prefix}-`) || base === '';
  return [scope, own ? base : `${prefix}-${base}`, ...rest].join('/');
}

function isPackageSpecifier(specifier: string): boolean {
  const parts = specifier.split('/');
  if (specifier.startsWith('@')) {
    if (parts.length < 2) return false;
    parts[0] = specifier.slice(1, specifier.indexOf('/'));
  }
  return parts.every((part) => NAME.test(part));
}
