import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * A file in the folder where a search begins: the place itself where it is a file or does not exist. Symbolic links
 * are followed, as Node does it: a linked package finds its own dependencies.
 */
export function fileAt(place: string): string {
  try {
    const real = realpathSync(place);
    return statSync(real).isDirectory() ? join(real, 'any.js') : real;
  } catch {
    return resolve(place);
  }
}

/** The folder of an installed package, seen from a file: itself, or in a `node_modules` of a folder above. */
export function findPackage(name: string, from: string): string | undefined {
  for (const folder of foldersAbove(from)) {
    if (manifestOf(folder)?.name === name) return folder;
    const installed = join(folder, 'node_modules', name);
    if (basename(folder) !== 'node_modules' && existsSync(join(installed, 'package.json'))) return installed;
  }
  return undefined;
}

/** The version in the nearest named `package.json` above a file. */
export function versionOf(file: string): string | undefined {
  for (const folder of foldersAbove(file)) {
    const manifest = manifestOf(folder);
    if (manifest?.name !== undefined) return manifest.version;
  }
  return undefined;
}

/** The npm package of a specifier: `@acme/oc-model-x/sub` is of `@acme/oc-model-x`. */
export function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function* foldersAbove(file: string): Iterable<string> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}

function manifestOf(folder: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
