import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AnswerWriter } from '../../src/infer/answer-writer.ts';
import { folderWith } from '../support.ts';

describe('the answer writer', () => {
  it('writes lines in the order given, in files and folders it makes', async () => {
    const path = join(await folderWith(), 'a/b/c.jsonl');
    const writer = new AnswerWriter();
    for (let i = 0; i < 1000; i += 1) await writer.append(path, { i, text: 'ü😀\n' }, () => {});
    await writer.close();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      Array.from({ length: 1000 }, (_, i) => ({ i, text: 'ü😀\n' })),
    );
  });

  it('tells of a line when it is in the file, not before, and in order', async () => {
    const folder = await folderWith();
    const writer = new AnswerWriter();
    const told: number[] = [];
    const seen: Promise<boolean>[] = [];
    for (let i = 0; i < 50; i += 1) {
      const path = join(folder, `${i % 5}.jsonl`);
      await writer.append(path, { i }, () => {
        told.push(i);
        seen.push(readFile(path, 'utf8').then((text) => text.includes(`{"i":${i}}\n`)));
      });
    }
    expect(told).toEqual([]);
    await writer.flush();
    expect(told).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(await Promise.all(seen)).not.toContain(false);
    await writer.close();
  });

  it('flushes what is queued by then, though more keeps coming', async () => {
    const path = join(await folderWith(), 'x.jsonl');
    const writer = new AnswerWriter();
    let open = true;
    let written = 0;
    const more = (): void => {
      written += 1;
      if (open) void writer.append(path, { written }, more);
    };
    await writer.append(path, { written }, more);
    await writer.flush();
    expect(written).toBeGreaterThan(0);
    open = false;
    await writer.close();
    expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(written);
  });

  it('has nothing to flush or close where nothing was written', async () => {
    const writer = new AnswerWriter();
    await writer.flush();
    await writer.close();
  });

  it('keeps few files open, and finds again those it closed', async () => {
    const folder = await folderWith();
    const writer = new AnswerWriter();
    let most = 0;
    for (let i = 0; i < 600; i += 1) {
      await writer.append(join(folder, `${i % 300}.jsonl`), { i }, () => {});
      if (i % 20 === 0) await writer.flush();
      most = Math.max(most, (await readdir('/proc/self/fd').catch(() => [])).length);
    }
    await writer.close();
    expect(most).toBeLessThan(150);
    expect(await readdir(folder)).toHaveLength(300);
    expect(await readFile(join(folder, '7.jsonl'), 'utf8')).toBe('{"i":7}\n{"i":307}\n');
  });

  it('fails for good where a path cannot be written, tells of no line that is not there, and closes', async () => {
    const folder = await folderWith({ file: '' });
    const writer = new AnswerWriter();
    let told = 0;
    await writer.append(join(folder, 'file/below.jsonl'), {}, () => {
      told += 1;
    });
    await expect(writer.flush()).rejects.toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) });
    await expect(writer.append(join(folder, 'fine.jsonl'), {}, () => {})).rejects.toThrow();
    await writer.close();
    expect(told).toBe(0);
  });

  it.runIf(process.platform === 'linux')('calls a full disk by its name', async () => {
    const writer = new AnswerWriter();
    await writer.append('/dev/full', { text: 'x' }, () => {});
    await expect(writer.flush()).rejects.toMatchObject({ code: 'NO_SPACE', fatal: true });
    await writer.close();
  });

  it('goes on behind what a file holds already', async () => {
    const folder = await folderWith();
    const path = join(folder, 'x.jsonl');
    await mkdir(folder, { recursive: true });
    await writeFile(path, '{"i":0}\n');
    await chmod(path, 0o600);
    const writer = new AnswerWriter();
    await writer.append(path, { i: 1 }, () => {});
    await writer.close();
    expect(await readFile(path, 'utf8')).toBe('{"i":0}\n{"i":1}\n');
  });
});
