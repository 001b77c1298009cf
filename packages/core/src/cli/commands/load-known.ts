import { createPluginHost, knownTypes, type PluginHost } from 'oc-plugin-host';
import { isOcError, PLUGIN_KINDS, type PluginKind } from 'oc-sdk';
import { pluginPlaces } from '../../pipeline/plugin-places.ts';

/** Loads every plugin of these kinds that has a short name; those that are not installed are listed. */
export async function loadKnownPlugins(
  kinds: readonly PluginKind[] = PLUGIN_KINDS,
): Promise<{ host: PluginHost; missing: string[] }> {
  const host = createPluginHost({ searchFrom: pluginPlaces(process.cwd()) });
  const missing: string[] = [];
  for (const kind of kinds) {
    for (const type of knownTypes(kind)) {
      await host.load(kind, type, import.meta.filename).catch((error: unknown) => {
        if (!isOcError(error) || error.code !== 'PLUGIN_NOT_FOUND') throw error;
        missing.push(`${kind} ${type}`);
      });
    }
  }
  return { host, missing };
}
