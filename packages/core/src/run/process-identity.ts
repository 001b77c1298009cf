import { readFile } from 'node:fs/promises';

/** Field 22 of `/proc/<pid>/stat`: when the process started, in clock ticks since boot. undefined: not to be had here. */
export async function startOf(pid: number): Promise<string | undefined> {
  return (await statOf(pid))?.start;
}

/** Whether that very process still runs, and not another that got its number. */
export async function isAlive(pid: number, start: string | undefined): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const stat = await statOf(pid);
  // Dead, and its parent (in many containers: nobody) has yet to ask how it ended.
  if (stat?.state === 'Z' || stat?.state === 'X') return false;
  return start === undefined || stat?.start === start;
}

async function statOf(pid: number): Promise<{ state: string | undefined; start: string | undefined } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in brackets, may hold blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], start: fields[19] };
  } catch {
    return undefined;
  }
}
