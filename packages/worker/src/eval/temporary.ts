import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { hasCode } from 'oc-sdk/run-directory';

const HOST = hostname().replaceAll(/[^\w-]/g, '_');

/**
 * A name of this process for a file that will become another, or helps to write it. Makes the folder, and removes what
 * processes of this machine left there when they were killed at the same file.
 */
export async function temporaryFor(path: string, extension: 'tmp' | 'details'): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const left = (await readdir(dirname(path))).filter((name) => isLeft(name, `${basename(path)}.${HOST}.`));
  for (const name of left) await rm(join(dirname(path), name), { force: true });
  return `${path}.${HOST}.${process.pid}.${extension}`;
}

function isLeft(name: string, start: string): boolean {
  const [, pid] = (name.startsWith(start) && /^(\d+)\.(?:tmp|details)$/.exec(name.slice(start.length))) || [];
  return pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one, too.
    return !hasCode(error, 'ESRCH');
  }
}
