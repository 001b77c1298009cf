import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OcError } from '../error.ts';

/**
 * Creates a file with its content at once, or not at all. False: there is one already. Made by link(2), which is
 * atomic on network file systems too. Where not `durable` (the default is), it may be lost with the machine.
 */
export async function createExclusively(
  path: string,
  content: string,
  { durable = true }: { durable?: boolean } = {},
): Promise<boolean> {
  const temporary = await writeTemporary(path, content, durable);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    // A network file system may do as asked, lose its answer, try again and find its own link: the count tells.
    if (hasCode(error, 'EEXIST')) return (await stat(temporary)).nlink > 1;
    if (isWithoutLinks(error)) return await createWithoutLinks(path, content, durable);
    throw error;
  } finally {
    await removeIfThere(temporary);
  }
}

/** Whether a file can have no link, or no further one. */
export function isWithoutLinks(error: unknown): boolean {
  return hasCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK');
}

/** A full disk under a name of its own; any other error as it is. */
export function namedError(error: unknown): unknown {
  if (!hasCode(error, 'ENOSPC', 'EDQUOT')) return error;
  return new OcError({
    code: 'NO_SPACE',
    message: 'no space left on the device that holds the run directory',
    details: 'Free some and continue with -r latest. Every answer that was written whole is kept.',
    cause: error,
    fatal: true,
  });
}

/** Replaces a file by a new one at once: readers see the old content or the new, never a mixture. Makes its folder. */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = await writeTemporary(path, content, true);
  try {
    await rename(temporary, path);
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

async function writeTemporary(path: string, content: string | Uint8Array, durable: boolean): Promise<string> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}`);
  try {
    await writeNew(temporary, content, durable);
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
  return temporary;
}

/** For file systems without hard links. A reader may see the file empty for a moment. */
async function createWithoutLinks(path: string, content: string, durable: boolean): Promise<boolean> {
  try {
    await writeNew(path, content, durable);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function writeNew(path: string, content: string | Uint8Array, durable: boolean): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    if (durable) await file.datasync();
  } finally {
    await file.close();
  }
}

/** unlink(2) alone: `rm` looks at the file first, and this is done for every claim. */
async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
