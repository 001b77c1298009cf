import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countOomKills } from '../src/oom-kills.ts';
import { temporaryFolder } from './support/folder.ts';

const EVENTS = 'low 0\nhigh 0\nmax 12\noom 5\noom_kill 4\noom_group_kill 0\n';

/** A machine whose process is in the groups of `list` and that has these files below its cgroup root. */
async function count(list: string, files: Record<string, string>): Promise<number> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'list'), list);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return countOomKills({ list: join(folder, 'list'), root: folder });
}

describe('the count of out-of-memory kills', () => {
  it('is read from the group of this process', async () => {
    expect(await count('0::/user.slice/a\n', { 'user.slice/a/memory.events': EVENTS })).toBe(4);
  });

  it('is read from the root in a container that cannot see its path', async () => {
    expect(await count('0::/docker/abc\n', { 'memory.events': EVENTS })).toBe(4);
  });

  it('is read from version 1 where memory is still there', async () => {
    const list = '4:memory:/jobs\n1:name=systemd:/x\n0::/\n';
    const text = 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n';
    expect(await count(list, { 'memory/jobs/memory.oom_control': text })).toBe(2);
  });

  it('is 0 where nothing can be read', async () => {
    expect(await count('', {})).toBe(0);
    expect(await countOomKills({ list: '/nonexistent', root: '/nonexistent' })).toBe(0);
  });

  it('is a number on this machine', async () => {
    expect(await countOomKills()).toBeGreaterThanOrEqual(0);
  });
});
