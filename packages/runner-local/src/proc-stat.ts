import { readdirSync, readFileSync } from 'node:fs';

/** What Linux knows of a process (proc(5), `/proc/<pid>/stat`). */
export interface ProcessStat {
  readonly pid: number;
  /** One letter; `Z` and `X` are dead and only wait to be forgotten. */
  readonly state: string;
  readonly group: number;
  /** Field 22: clock ticks from the machine's start to the process's. */
  readonly startTime: string;
}

/** Undefined if there is no such process, or no `/proc`. Synchronous: a process may be gone a moment later. */
export function readProcessStat(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks and brackets itself.
    const [state = '', , group = '', ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, state, group: Number(group), startTime: rest[16] ?? '' };
  } catch {
    return undefined;
  }
}

export function isAlive({ state }: ProcessStat): boolean {
  return state !== 'Z' && state !== 'X';
}

/** Every process of the machine; undefined where there is no `/proc`. */
export function readAllProcessStats(): readonly ProcessStat[] | undefined {
  if (readProcessStat(process.pid) === undefined) return undefined;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => readProcessStat(Number(pid)) ?? []);
}
