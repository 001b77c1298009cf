import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginKind } from 'oc-sdk';
import { isPlugin, type PluginOf, problemWith } from './check.ts';
import { notAPlugin, pluginImportFailed } from './errors.ts';
import { type Location, locate } from './locate.ts';
import { fileAt, versionOf } from './packages.ts';
import { parseSpecifier, type Specifier } from './specifier.ts';

/** A plugin, and how it was found. */
export interface LoadedPlugin<Kind extends PluginKind = PluginKind> {
  readonly plugin: PluginOf<Kind>;
  /** As the config says it. */
  readonly type: string;
  readonly specifier: string;
  /** Of the module. */
  readonly url: string;
  /** Of its package; undefined for a file, or where the package says none. */
  readonly version: string | undefined;
  /** The file or folder from which it was found. */
  readonly foundFrom: string;
}

/** Loads plugins by kind and type, each once. */
export interface PluginHost {
  /**
   * @param from the config file that says the block: searched from first
   * @throws {OcError} `BAD_PLUGIN_TYPE`, `PLUGIN_NOT_FOUND`, `PLUGIN_IMPORT_FAILED` or `NOT_A_PLUGIN`
   */
  load<Kind extends PluginKind>(kind: Kind, type: string, from: string): Promise<LoadedPlugin<Kind>>;
  /** What has been loaded so far. */
  loaded(): readonly LoadedPlugin[];
}

/**
 * @param searchFrom files or folders from which packages are searched after the block's own file: the working
 *   directory, then the place of `oc-core` itself
 */
export function createPluginHost({ searchFrom }: { searchFrom: readonly string[] }): PluginHost {
  const pending = new Map<string, Promise<LoadedPlugin>>();
  const loaded = new Map<string, LoadedPlugin>();

  function load<Kind extends PluginKind>(kind: Kind, type: string, from: string): Promise<LoadedPlugin<Kind>> {
    const key = JSON.stringify([kind, type, dirname(fileAt(from))]);
    const known = pending.get(key) ?? loadPlugin(kind, type, [from, ...searchFrom]).then(remember);
    pending.set(key, known);
    // The key holds the kind.
    return known as unknown as Promise<LoadedPlugin<Kind>>;
  }

  function remember(plugin: LoadedPlugin): LoadedPlugin {
    loaded.set(JSON.stringify([plugin.plugin.kind, plugin.type, plugin.url]), plugin);
    return plugin;
  }

  return { load, loaded: () => [...loaded.values()] };
}

async function loadPlugin<Kind extends PluginKind>(
  kind: Kind,
  type: string,
  places: readonly [string, ...string[]],
): Promise<LoadedPlugin> {
  const specifier = parseSpecifier(kind, type);
  const location = locate(kind, specifier, places);
  const plugin = await importPlugin(kind, specifier, location);
  const version = specifier.kind === 'package' ? versionAt(location.url) : undefined;
  return { plugin, type, specifier: specifier.specifier, version, ...location };
}

async function importPlugin<Kind extends PluginKind>(
  kind: Kind,
  { type }: Specifier,
  { url }: Location,
): Promise<PluginOf<Kind>> {
  const place = url.startsWith('file:') ? fileURLToPath(url) : url;
  const module: { default?: unknown } = await import(url).catch((error: unknown) => {
    throw pluginImportFailed(kind, type, place, error);
  });
  if (isPlugin(module.default, kind)) return module.default;
  throw notAPlugin(kind, type, place, problemWith(module.default, kind) ?? 'it is none');
}

function versionAt(url: string): string | undefined {
  return url.startsWith('file:') ? versionOf(fileURLToPath(url)) : undefined;
}
