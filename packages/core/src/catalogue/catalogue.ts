import { basename, join } from 'node:path';
import { createListing, type NamedFolder, nameOf } from '../config/lookup.ts';
import { type CatalogueEntry, headerOf } from './entry.ts';

/** A folder that may hold `models/`, `datasets/` and `summarizers/`. */
export interface CatalogueRoot {
  readonly folder: string;
  /** The npm package that the folder is. */
  readonly package?: string | undefined;
}

/**
 * What a config can name in these folders, which are given in the order of looking up: a file whose name an earlier
 * folder has is left out, for no name leads to it.
 */
export async function catalogue(
  kind: CatalogueEntry['kind'],
  roots: readonly CatalogueRoot[],
): Promise<CatalogueEntry[]> {
  const listing = createListing();
  const found: CatalogueEntry[] = [];
  for (const root of roots) {
    const place = join(root.folder, `${kind}s` satisfies NamedFolder);
    const taken = new Set(found.map(({ name }) => name));
    const files = await listing(place);
    const named = files.map((file) => ({ file: join(place, file), name: shortName(nameOf(file), files.map(nameOf)) }));
    const free = named.filter(({ name }) => !taken.has(name) && !taken.has(basename(name)));
    found.push(
      ...(await Promise.all(
        free.map(async ({ file, name }) => ({ kind, name, ...(await headerOf(file)), file, package: root.package })),
      )),
    );
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** As little of the end of a path as no other path ends with. */
function shortName(path: string, all: readonly string[]): string {
  const steps = path.split('/');
  for (let count = 1; count < steps.length; count += 1) {
    const name = steps.slice(-count).join('/');
    if (all.filter((other) => `/${other}`.endsWith(`/${name}`)).length === 1) return name;
  }
  return path;
}
