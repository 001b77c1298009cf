import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills what the command has left in this job's process group. Clusters that track processes by control group do so
 * themselves; those that follow parents lose sight of orphans. Nothing where there is no /proc.
 */
export function killLeftovers(): void {
  const own = groupOf(process.pid);
  if (own === undefined) return;
  for (const name of list('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || groupOf(pid) !== own) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Field 5 of `/proc/<pid>/stat` (proc(5)); the name in brackets before it may hold anything. */
function groupOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
  } catch {
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
