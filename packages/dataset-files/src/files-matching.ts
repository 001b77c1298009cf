import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import picomatch from 'picomatch';
import { fileNotFound } from './errors.ts';

/**
 * The files that an absolute path with `*` (or `**`, across folders) stands for, sorted by name; a path without a star
 * is itself, there or not. Throws `DATASET_FILE_NOT_FOUND` where nothing fits.
 */
export async function filesMatching(path: string, split: string): Promise<readonly string[]> {
  if (!path.includes('*')) return [path];
  const [folder, pattern] = withoutStars(path);
  const below = await readdir(folder, { recursive: pattern.includes('/'), withFileTypes: true }).catch(() => []);
  const fits = starMatcher(pattern);
  const names = below
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => fits(file.slice(folder.length + 1).replaceAll(sep, '/')));
  if (names.length === 0) throw fileNotFound(path, split, `Nothing in ${folder} fits ${pattern}.`, undefined);
  return names.sort();
}

/** Whether a relative path with slashes fits a pattern in which `*` and `**` mean something, and nothing else does. */
export function starMatcher(pattern: string): (path: string) => boolean {
  return picomatch(pattern.replace(/[[\](){}?!+@\\]/g, '\\$&'), { dot: true });
}

/** The folder before the first star, and the rest. */
function withoutStars(path: string): [folder: string, pattern: string] {
  const parts = path.replaceAll(sep, '/').split('/');
  const first = parts.findIndex((part) => part.includes('*'));
  return [parts.slice(0, first).join('/') || '/', parts.slice(first).join('/')];
}
