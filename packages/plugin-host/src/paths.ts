import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BlockSpec } from 'oc-sdk/run-directory';
import { expandEnv } from './env.ts';
import { badPackagePath, pathPackageNotFound } from './errors.ts';
import { fileAt, findPackage } from './packages.ts';

const PACKAGE_PATH = /^npm:((?:@[\w.-]+\/)?[a-z0-9][\w.-]*)(?:\/(.*))?$/i;

/**
 * Makes paths of a block absolute: `PluginContext.resolvePath`.
 *
 * - absolute paths stay, `file:` URLs become paths, `~/` is the home folder;
 * - `npm:NAME/PATH` is a file of a package, found from the config file, then from each of `searchFrom`;
 * - everything else is relative to the config file that says the key under which the path stands.
 *
 * @throws {OcError} (from the function returned) `PATH_PACKAGE_NOT_FOUND` or `BAD_PACKAGE_PATH`
 */
export function pathResolver(
  spec: BlockSpec,
  { searchFrom = [process.cwd(), import.meta.filename], env = process.env }: PathSearch = {},
): (path: string) => string {
  return (path) => {
    const from = fileThatSays(path, spec, env);
    if (path.startsWith('npm:')) return resolvePackagePath(path, [from, ...searchFrom]);
    if (path.startsWith('file:')) return fileURLToPath(path);
    if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
    return isAbsolute(path) ? path : resolve(dirname(from), path);
  };
}

/** Where packages are searched besides, and the environment that paths may refer to. */
export interface PathSearch {
  readonly searchFrom?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The file of an npm package that `npm:NAME/PATH` names; the package is looked for from each place in turn.
 *
 * @throws {OcError} `PATH_PACKAGE_NOT_FOUND` or `BAD_PACKAGE_PATH`
 */
export function resolvePackagePath(path: string, places: readonly string[]): string {
  const [, name, inside = ''] = PACKAGE_PATH.exec(path) ?? [];
  if (name === undefined) throw badPackagePath(path);
  for (const place of places) {
    const folder = findPackage(name, fileAt(place));
    if (folder !== undefined) return insideOf(folder, inside, path);
  }
  throw pathPackageNotFound(path, name, places);
}

function insideOf(folder: string, inside: string, path: string): string {
  const file = resolve(folder, inside.replace(/^\/+/, ''));
  const steps = relative(folder, file).split(/[/\\]/);
  if (steps[0] === '..') throw badPackagePath(path);
  return file;
}

function fileThatSays(path: string, { block, from, origins = {} }: BlockSpec, env: NonNullable<PathSearch['env']>) {
  const said = Object.entries(origins).find(([key]) => holds(expandEnv(block[key], env).value, path));
  return said?.[1] ?? from;
}

function holds(value: unknown, text: string): boolean {
  if (typeof value !== 'object' || value === null) return value === text;
  return Object.values(value).some((item) => holds(item, text));
}
