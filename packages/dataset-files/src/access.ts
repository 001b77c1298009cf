import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isOcError } from 'oc-sdk';
import { fileNotFound, fileUnreadable } from './errors.ts';

/** What to throw for an error met while opening or reading a file; an error of ours stays as it is. */
export async function failureOf(error: unknown, file: string, split: string): Promise<unknown> {
  if (isOcError(error) || !(error instanceof Error) || error.name === 'AbortError') return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return fileNotFound(file, split, await hintFor(file), error);
  return fileUnreadable(file, split, error);
}

async function hintFor(file: string): Promise<string> {
  const folder = dirname(file);
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return `There is no folder ${folder}.`;
  const near = nearNames(basename(file), names);
  return near.length > 0 ? `In that folder there is: ${near.join(', ')}.` : `Nothing in ${folder} has a name like it.`;
}

/** At most five names that share at least half of their letters, from both ends, with the name wanted; best first. */
function nearNames(wanted: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, share: sharedEnds(wanted, name) / Math.max(wanted.length, name.length) }))
    .filter(({ share }) => share >= 0.5)
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .slice(0, 5)
    .map(({ name }) => name);
}

function sharedEnds(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  return head + tail;
}
