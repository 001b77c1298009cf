import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve as resolveSpecifier } from 'import-meta-resolve';
import type { PluginKind } from 'oc-sdk';
import { pluginImportFailed, pluginNotFound } from './errors.ts';
import { fileAt, findPackage, packageNameOf } from './packages.ts';
import type { Specifier } from './specifier.ts';

/** Where a plugin's module is. */
export interface Location {
  readonly url: string;
  /** The file or folder from which it was found. */
  readonly foundFrom: string;
}

/**
 * Finds a module: a package from each place in turn, the first that has it; a file relative to the first place.
 *
 * @throws {OcError} `PLUGIN_NOT_FOUND`, or `PLUGIN_IMPORT_FAILED` where a package is there but broken.
 */
export function locate(kind: PluginKind, specifier: Specifier, places: readonly [string, ...string[]]): Location {
  if (specifier.kind === 'file') return locateFile(kind, specifier, places[0]);
  for (const place of places) {
    const url = resolveFrom(kind, specifier, place);
    if (url !== undefined) return { url, foundFrom: place };
  }
  throw pluginNotFound(kind, specifier, places);
}

function locateFile(kind: PluginKind, specifier: Specifier, from: string): Location {
  const written = specifier.specifier;
  const file = written.startsWith('file:') ? filePath(written) : resolve(dirname(fileAt(from)), written);
  if (file === undefined || !existsSync(file)) {
    throw pluginNotFound(kind, specifier, [from], `there is no file ${file ?? written}`);
  }
  return { url: pathToFileURL(file).href, foundFrom: from };
}

function filePath(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** Undefined: not here. A package that is here but cannot be used ends the search: another copy is not what was meant. */
function resolveFrom(kind: PluginKind, specifier: Specifier, place: string): string | undefined {
  try {
    return resolveSpecifier(specifier.specifier, pathToFileURL(fileAt(place)).href);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' && !isInstalled(specifier, place)) return undefined;
    if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
      const reason = `a package was found, but it does not export ${specifier.specifier}`;
      throw pluginNotFound(kind, specifier, [place], reason);
    }
    throw pluginImportFailed(kind, specifier.type, specifier.specifier, error);
  }
}

/** A package without an entry is reported by Node as if there were none. */
function isInstalled({ specifier }: Specifier, place: string): boolean {
  return findPackage(packageNameOf(specifier), fileAt(place)) !== undefined;
}
