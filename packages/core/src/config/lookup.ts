import { readdir } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { suggest } from 'oc-plugin-host';
import { hasCode } from 'oc-sdk/run-directory';

export type NamedFolder = 'models' | 'datasets' | 'summarizers';

/** What came of looking a name up. */
export type Lookup =
  | { readonly file: string }
  | { readonly candidates: readonly string[] }
  | { readonly searched: readonly string[]; readonly suggestion: string | undefined };

const EXTENSIONS = new Set(['.yaml', '.yml', '.json']);

/**
 * Looks for `<root>/<folder>/.../<name>.yaml` in each root in turn; the first root that has it decides. A name may say
 * the end of the folder too (`tiny/sums`). More than one such file in that root: the candidates.
 */
export async function lookUp(
  folder: NamedFolder,
  name: string,
  roots: readonly string[],
  listing: Listing,
): Promise<Lookup> {
  const searched = [...new Set(roots)].map((root) => join(root, folder));
  const known: string[] = [];
  for (const place of searched) {
    const files = await listing(place);
    const candidates = files.filter((file) => `/${nameOf(file)}`.endsWith(`/${name}`));
    if (candidates[0] !== undefined && candidates.length === 1) return { file: join(place, candidates[0]) };
    if (candidates.length > 1) return { candidates: candidates.map((file) => join(place, file)) };
    known.push(...files.map((file) => nameOf(file).slice(nameOf(file).lastIndexOf('/') + 1)));
  }
  return { searched, suggestion: suggest(name, known) };
}

/** Config files in a folder and those below, each folder read once: hundreds of names may be looked up in it. */
export type Listing = (place: string) => Promise<readonly string[]>;

export function createListing(): Listing {
  const known = new Map<string, Promise<readonly string[]>>();
  return (place) => {
    const files = known.get(place) ?? configFilesIn(place);
    known.set(place, files);
    return files;
  };
}

async function configFilesIn(place: string): Promise<string[]> {
  try {
    const files = await readdir(place, { recursive: true });
    return files.filter((file) => EXTENSIONS.has(extname(file))).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** The path within the folder, with slashes and without the extension. */
export function nameOf(file: string): string {
  return file.slice(0, -extname(file).length).replaceAll(sep, '/');
}
