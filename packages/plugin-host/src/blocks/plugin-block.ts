/** A block of a config that names a plugin. */
export type PluginBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/** One block, one type name, or a list of them. */
export function pluginBlocksOf(value: unknown): PluginBlock[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry) => (typeof entry === 'string' ? { type: entry } : (entry as PluginBlock)));
}
