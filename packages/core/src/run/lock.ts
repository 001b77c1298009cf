import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createExclusively, hasCode, type RunDirectory } from 'oc-sdk/run-directory';
import { lockUnreadable, runLocked } from '../errors.ts';
import { isAlive, startOf } from './process-identity.ts';

interface LockRecord {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  /** When the process started: pids are used again. */
  readonly start: string | undefined;
  readonly since: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** One launcher at a time in a run directory. A lock whose process is gone is taken over. Throws RUN_LOCKED. */
export async function lockRun(directory: RunDirectory): Promise<Lock> {
  const path = directory.lockFile;
  const record: LockRecord = {
    token: randomUUID(),
    host: hostname(),
    pid: process.pid,
    start: await startOf(process.pid),
    since: new Date().toISOString(),
  };
  while (!(await createExclusively(path, `${JSON.stringify(record)}\n`))) {
    const holder = await read(path);
    if (holder === undefined) continue;
    if (holder === 'unreadable') throw lockUnreadable(directory.root, path);
    if (await isHeld(holder)) throw runLocked(directory.root, holder, path);
    await removeStale(path, holder);
  }
  return { release: () => release(path, record) };
}

/** The launcher that is at work in a run directory; undefined: none. */
export async function lockHolder(directory: RunDirectory): Promise<LockHolder | undefined> {
  const holder = await read(directory.lockFile);
  if (holder === 'unreadable') throw lockUnreadable(directory.root, directory.lockFile);
  return holder && (await isHeld(holder)) ? holder : undefined;
}

export type LockHolder = Pick<LockRecord, 'host' | 'pid' | 'since'>;

async function isHeld({ host, pid, start }: LockRecord): Promise<boolean> {
  return host !== hostname() || (await isAlive(pid, start));
}

/** Takes a lock away only if it is still the one that was seen: another launcher may have been quicker. */
async function removeStale(path: string, seen: LockRecord): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const taken = await read(aside);
  if (!isOf(taken, seen)) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function release(path: string, record: LockRecord): Promise<void> {
  const holder = await read(path);
  if (isOf(holder, record)) await rm(path, { force: true });
}

/** What a lock file says. undefined: there is none. Unreadable: damaged, or (without hard links) being written. */
type Seen = LockRecord | 'unreadable' | undefined;

function isOf(seen: Seen, { token }: LockRecord): boolean {
  return typeof seen === 'object' && seen.token === token;
}

async function read(path: string): Promise<Seen> {
  try {
    return (JSON.parse(await readFile(path, 'utf8')) as LockRecord | null) ?? 'unreadable';
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (error instanceof SyntaxError) return 'unreadable';
    throw error;
  }
}
