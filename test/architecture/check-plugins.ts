import type { Package } from './workspace.ts';

const DEFAULT_EXPORT = /^export (?:default\b|\{[^}]*\bas default\b)/m;

/**
 * Where the plugins of a package of the layer `plugin` are: its `.` export, or, for a family, each of its sub-paths.
 * A module that is exported for other packages' use and holds no plugin is all right beside them.
 */
export function checkPlugins(packages: readonly Package[]): string[] {
  const plugins = packages.filter(({ manifest }) => manifest.nx?.tags?.includes('layer:plugin'));
  return plugins.flatMap((plugin) => {
    const entries = pluginEntries(plugin);
    return entries.flatMap(({ path, source }) => {
      const file = plugin.files.find((candidate) => candidate.path === source);
      if (file === undefined) return [`${plugin.manifest.name}: exports ${path}, which has no source ${source}`];
      return DEFAULT_EXPORT.test(file.text) ? [] : [`${plugin.folder}/${source}: has no default export, the plugin`];
    });
  });
}

/** The sub-paths that must hold a plugin: all of a family's but its `.`, else `.`. */
export function pluginEntries({ manifest }: Package): { path: string; source: string }[] {
  const entries = Object.entries(manifest.exports ?? {}).filter(([path]) => path !== './package.json');
  const chosen = entries.length > 1 ? entries.filter(([path]) => path !== '.') : entries;
  return chosen.map(([path, target]) => ({ path, source: sourceOf(target) }));
}

function sourceOf(target: string | Readonly<Record<string, string>>): string {
  const file = typeof target === 'string' ? target : (target.default ?? '');
  return file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts');
}
