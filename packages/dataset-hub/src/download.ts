import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isFile, type RepositoryCache } from './cache.ts';
import { downloadBroken, fileGone } from './errors.ts';
import type { Remote } from './remote.ts';
import type { HubFile, Repository } from './repository.ts';

/** Fetches a file into the cache. It appears there when it is whole and has the hash that the hub says, not before. */
export async function download(
  remote: Remote,
  cache: RepositoryCache,
  repository: Repository,
  commit: string,
  file: HubFile,
): Promise<void> {
  const blob = cache.blobOf(file);
  if (!(await isFile(blob))) await fetchBlob(remote, repository, commit, file, blob);
  await cache.link(commit, file);
}

async function fetchBlob(
  remote: Remote,
  { name }: Repository,
  commit: string,
  file: HubFile,
  blob: string,
): Promise<void> {
  const content = await remote.open(name, commit, file.path);
  if (content === null) throw fileGone(name, file.path);
  // Several processes may fetch the same file: each has its own until it is whole.
  const incomplete = `${blob}.${randomUUID()}.incomplete`;
  await mkdir(dirname(blob), { recursive: true });
  try {
    const check = new Checked(file);
    await pipeline(
      Readable.fromWeb(content as Parameters<typeof Readable.fromWeb>[0]),
      check,
      createWriteStream(incomplete),
    );
    if (!check.isWhole) throw downloadBroken(name, file.path, file.size, check.bytes);
    await rename(incomplete, blob);
  } finally {
    await rm(incomplete, { force: true });
  }
}

/** Passes bytes on and hashes them as the hub does: SHA-256 for large files, else as Git hashes a blob. */
class Checked extends Transform {
  bytes = 0;
  readonly #file: HubFile;
  readonly #hash: Hash;

  constructor(file: HubFile) {
    super();
    this.#file = file;
    this.#hash = file.sha256 === undefined ? createHash('sha1').update(`blob ${file.size}\0`) : createHash('sha256');
  }

  override _transform(chunk: Buffer, _: string, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  get isWhole(): boolean {
    const { size, sha256, oid } = this.#file;
    return this.bytes === size && this.#hash.digest('hex') === (sha256 ?? oid);
  }
}
