import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Page {
  /** Relative to the root of the repository, with slashes. */
  readonly name: string;
  readonly text: string;
}

/** All pages that people read: the docs, and the READMEs of the root, the configs and the packages. */
export function docPages(): Page[] {
  const docs = filesBelow('docs').filter((name) => name.endsWith('.md'));
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`);
  return [...docs, 'README.md', 'CONTRIBUTING.md', 'configs/README.md', ...packages].map((name) => ({
    name,
    text: readFileSync(join(ROOT, name), 'utf8'),
  }));
}

/** Files in a folder of the repository and those below, built and installed ones aside. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/[/\\](?:dist|node_modules)(?:[/\\]|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll('\\', '/'))
    .sort();
}
