import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Import, importsOf } from './imports.ts';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

export interface SourceFile {
  /** Relative to its package, with slashes: `src/index.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Package {
  readonly manifest: Manifest;
  /** Relative to the workspace. */
  readonly folder: string;
  /** What runs: `src` and `bin`. */
  readonly files: readonly SourceFile[];
}

/** The packages that the `workspaces` of a root `package.json` name, with their sources. */
export function readWorkspace(root: string): Package[] {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  return workspaces.flatMap((pattern) => foldersOf(root, pattern)).map((folder) => readPackage(root, folder));
}

function foldersOf(root: string, pattern: string): string[] {
  if (!pattern.endsWith('/*')) return [pattern];
  const parent = pattern.slice(0, -2);
  const entries = readdirSync(join(root, parent), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort();
}

function readPackage(root: string, folder: string): Package {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const paths = ['src', 'bin'].flatMap((part) => sourcesIn(join(root, folder), part));
  return { manifest, folder, files: paths.map((path) => readSource(join(root, folder), path)) };
}

function sourcesIn(folder: string, part: string): string[] {
  const entries = readdirIfThere(join(folder, part));
  return entries
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function readdirIfThere(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
}

function readSource(folder: string, path: string): SourceFile {
  const text = readFileSync(join(folder, path), 'utf8');
  return { path, text, imports: importsOf(text) };
}
