import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPluginHost, type LoadedPlugin } from 'oc-plugin-host';
import { PLUGIN_KINDS } from 'oc-sdk';
import { loadConfig } from '../../config/index.ts';
import { pluginPlaces } from '../../pipeline/plugin-places.ts';
import type { ConfigFlags } from '../flags.ts';
import { loadKnownPlugins } from './load-known.ts';
import { requestOf } from './request.ts';

/** `oc-core plugins [CONFIG]`: what each type became, its version and from where; of the config, or of all short names. */
export async function plugins(config: string | undefined, flags: ConfigFlags): Promise<number> {
  const { loaded, missing } = config === undefined ? await known() : await ofConfig(config, flags);
  const found = loaded.toSorted((a, b) => PLUGIN_KINDS.indexOf(a.plugin.kind) - PLUGIN_KINDS.indexOf(b.plugin.kind));
  process.stdout.write(flags.json ? `${JSON.stringify(found.map(asJson), null, 2)}\n` : `${asText(found, missing)}\n`);
  return 0;
}

interface Found {
  readonly loaded: readonly LoadedPlugin[];
  readonly missing: readonly string[];
}

async function known(): Promise<Found> {
  const { host, missing } = await loadKnownPlugins();
  return { loaded: host.loaded(), missing };
}

async function ofConfig(config: string, flags: ConfigFlags): Promise<Found> {
  const host = createPluginHost({ searchFrom: pluginPlaces(process.cwd()) });
  await loadConfig({ ...requestOf(config, flags), host });
  return { loaded: host.loaded(), missing: [] };
}

function asJson({ plugin, type, specifier, version, url, foundFrom }: LoadedPlugin): object {
  return {
    kind: plugin.kind,
    type,
    name: plugin.name,
    specifier,
    version,
    url,
    found_from: foundFrom,
    summary: plugin.summary,
  };
}

/** The module's file, from the working directory where it is below it. */
function whereIs(url: string): string {
  const path = fileURLToPath(url);
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
}

function asText(found: readonly LoadedPlugin[], missing: readonly string[]): string {
  const rows = found.map(({ plugin, type, specifier, version, url }) => [
    plugin.kind,
    type,
    `${specifier}${version ? `@${version}` : ''}`,
    plugin.summary,
    whereIs(url),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [...lines, ...(missing.length > 0 ? [`not installed: ${missing.join(', ')}`] : [])].join('\n');
}
