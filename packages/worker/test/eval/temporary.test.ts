import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFor } from '../../src/eval/temporary.ts';
import { writeWhole } from '../../src/eval/write-whole.ts';
import { folderWith } from '../support.ts';

/** The id of a process that was killed. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return child.pid as number;
}

describe('a temporary file', () => {
  it('of a process that was killed goes when its file is written again; those of others stay', async () => {
    const folder = await folderWith();
    const [path, other] = [join(folder, 'd.json'), join(folder, 'dd.json')];
    const named = async (file: string, extension: 'tmp' | 'details', pid: number) =>
      (await temporaryFor(file, extension)).replace(`.${process.pid}.`, `.${pid}.`);
    const dead = await deadProcess();
    const left = [await named(path, 'tmp', dead), await named(path, 'details', dead)];
    const kept = [
      await named(path, 'tmp', process.ppid),
      await named(other, 'details', dead),
      `${path}.another-host.${dead}.tmp`,
      `${path}.${dead}.txt`,
    ];
    for (const name of [...left, ...kept]) await writeFile(name, '');
    await writeWhole(path, ['{}\n']);
    expect((await readdir(folder)).toSorted()).toEqual([...kept, path].map((name) => basename(name)).toSorted());
  });
});
