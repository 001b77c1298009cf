import { mergedSchema } from '../../config/index.ts';
import { loadKnownPlugins } from './load-known.ts';

/** `oc-core schema`: the JSON Schema of configs with the options of all plugins that are installed. */
export async function schema(): Promise<number> {
  const { host } = await loadKnownPlugins();
  process.stdout.write(`${JSON.stringify(mergedSchema(host.loaded()), null, 2)}\n`);
  return 0;
}
