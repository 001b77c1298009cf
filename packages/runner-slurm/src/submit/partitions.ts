import type { SlurmCommand } from '../commands/slurm-command.ts';
import { parseTimeLimit } from '../options.ts';

/** What `sinfo` tells of one partition. */
export interface Partition {
  readonly name: string;
  readonly isDefault: boolean;
  /** The longest time of a job there, in minutes; Infinity where there is no limit. */
  readonly maxMinutes: number;
}

export async function partitions(run: SlurmCommand): Promise<readonly Partition[]> {
  const { stdout } = await run('sinfo', ['--noheader', '--format=%R|%P|%l']);
  return stdout.split('\n').filter(Boolean).map(parsePartition);
}

/**
 * The longest time a job may ask for in the partitions it may go to (`a,b`; undefined: the default one), in minutes.
 * Slurm takes a longer job all the same, and lets it wait for ever.
 */
export function longestMinutes(all: readonly Partition[], wanted: string | undefined): number {
  const names = wanted?.split(',');
  const meant = all.filter(({ name, isDefault }) => names?.includes(name) ?? isDefault);
  return meant.length === 0 ? Infinity : Math.max(...meant.map(({ maxMinutes }) => maxMinutes));
}

/** `lm|lm*|infinite`; a name may be long, so the star is looked for in a column of its own. */
function parsePartition(line: string): Partition {
  const [name = '', marked = '', limit = ''] = line.split('|');
  return { name, isDefault: marked.endsWith('*'), maxMinutes: minutesOf(limit) };
}

function minutesOf(limit: string): number {
  try {
    return parseTimeLimit(limit);
  } catch {
    // `infinite`, `n/a`, or a word that is new: no limit that is known.
    return Infinity;
  }
}
