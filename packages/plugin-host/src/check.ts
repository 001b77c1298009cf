import { API_VERSION, type EvaluatorPlugin, type ModelPlugin, type Plugin, type PluginKind } from 'oc-sdk';

/** The plugin type of a kind. */
export type PluginOf<Kind extends PluginKind> = Plugin<Kind> &
  (Kind extends 'model' ? ModelPlugin : Kind extends 'evaluator' ? EvaluatorPlugin : unknown);

/** What is wrong with a default export as a plugin of this kind; undefined where nothing is. */
export function problemWith(value: unknown, kind: PluginKind): string | undefined {
  if (typeof value !== 'object' || value === null) return 'the module has no default export that is an object';
  const plugin = value as Partial<Record<keyof Plugin | 'location', unknown>>;
  if (plugin.kind !== kind) return `its kind is ${JSON.stringify(plugin.kind)}`;
  if (plugin.apiVersion !== API_VERSION) {
    return `it was made for API version ${JSON.stringify(plugin.apiVersion)}, this is version ${API_VERSION}`;
  }
  const missing = (['name', 'summary'] as const).find((field) => typeof plugin[field] !== 'string');
  if (missing !== undefined) return `its ${missing} is not a text`;
  if (kind === 'model' && plugin.location !== 'process' && plugin.location !== 'endpoint') {
    return 'its location is not "process" or "endpoint"';
  }
  if (typeof plugin.create !== 'function') return 'its create is not a function';
  if (!isObject(plugin.optionsSchema)) return 'its optionsSchema is not an object';
  return undefined;
}

/** The same as a type guard. */
export function isPlugin<Kind extends PluginKind>(value: unknown, kind: Kind): value is PluginOf<Kind> {
  return problemWith(value, kind) === undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
