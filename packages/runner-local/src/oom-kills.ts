import { readFile } from 'node:fs/promises';

interface CgroupPaths {
  /** The list of this process's control groups (cgroups(7)). */
  readonly list: string;
  readonly root: string;
}

const LINUX: CgroupPaths = { list: '/proc/self/cgroup', root: '/sys/fs/cgroup' };

/**
 * How often the kernel's out-of-memory killer has struck in this process's control group, which its jobs share.
 * 0 where that cannot be known.
 */
export async function countOomKills({ list, root }: CgroupPaths = LINUX): Promise<number> {
  for (const path of counterFiles(await readText(list), root)) {
    const [, count] = /^oom_kill (\d+)$/m.exec(await readText(path)) ?? [];
    if (count !== undefined) return Number(count);
  }
  return 0;
}

/** Version 2's file and version 1's; inside a container the group's path may be the host's, and its root the group. */
function counterFiles(list: string, root: string): readonly string[] {
  return list.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') return [`${root}${path}/memory.events`, `${root}/memory.events`];
    if (controllers !== 'memory') return [];
    return [`${root}/memory${path}/memory.oom_control`, `${root}/memory/memory.oom_control`];
  });
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
