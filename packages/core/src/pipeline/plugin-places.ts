/** Folders and files from which plugins are searched after the config's own folder. */
export function pluginPlaces(cwd: string): string[] {
  return [cwd, import.meta.filename];
}
