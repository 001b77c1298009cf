import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { hasCode, writeFileAtomically } from 'oc-sdk/run-directory';
import type { HubFile, Repository } from './repository.ts';

/**
 * The files of one dataset on this machine, in the layout of the hub's Python client, so that both find what the other
 * has fetched: `blobs/<hash>`, `refs/<revision>`, `snapshots/<commit>/<path>` linking to blobs. What a pattern stood
 * for is noted in `oc-core/<commit>/`, so that half of its files are never taken for all.
 */
export class RepositoryCache {
  readonly folder: string;

  constructor(root: string, name: string) {
    this.folder = join(root, ['datasets', ...name.split('/')].join('--'));
  }

  /** The commit that a revision was when it was last looked up; undefined: never. */
  async commit({ revision }: Repository): Promise<string | undefined> {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision;
    return await textOf(join(this.folder, 'refs', revision));
  }

  async rememberCommit({ revision }: Repository, commit: string): Promise<void> {
    const file = join(this.folder, 'refs', revision);
    if (revision !== commit && (await textOf(file)) !== commit) await write(file, commit);
  }

  /** The paths that a pattern stood for at a commit; undefined: it was never looked up. */
  async matches(commit: string, pattern: string): Promise<string[] | undefined> {
    const text = await textOf(this.#note(commit, pattern));
    return text === undefined ? undefined : (JSON.parse(text) as { paths: string[] }).paths;
  }

  async rememberMatches(commit: string, pattern: string, paths: readonly string[]): Promise<void> {
    if ((await textOf(this.#note(commit, pattern))) === undefined)
      await write(this.#note(commit, pattern), JSON.stringify({ pattern, paths }));
  }

  /** Every file of a snapshot that is here, whoever fetched it. */
  async files(commit: string): Promise<string[]> {
    const root = join(this.folder, 'snapshots', commit);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => !entry.isDirectory());
    return files.map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  }

  pathOf(commit: string, path: string): string {
    return join(this.folder, 'snapshots', commit, path);
  }

  async has(commit: string, path: string): Promise<boolean> {
    return await isFile(this.pathOf(commit, path));
  }

  blobOf({ sha256, oid }: HubFile): string {
    return join(this.folder, 'blobs', sha256 ?? oid);
  }

  /** Puts a blob that is here into a snapshot. Somebody else may do so at the same time. */
  async link(commit: string, file: HubFile): Promise<void> {
    const [blob, path] = [this.blobOf(file), this.pathOf(commit, file.path)];
    await mkdir(dirname(path), { recursive: true });
    await symlink(relative(dirname(path), blob), path).catch(async (error: unknown) => {
      if (hasCode(error, 'EEXIST')) return;
      if (!hasCode(error, 'EPERM', 'ENOSYS', 'EACCES')) throw error;
      await copyFile(blob, path);
    });
  }

  #note(commit: string, pattern: string): string {
    const name = createHash('sha256').update(pattern).digest('hex').slice(0, 16);
    return join(this.folder, 'oc-core', commit, `${name}.json`);
  }
}

export async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, content);
}
