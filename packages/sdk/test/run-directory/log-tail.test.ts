import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lastLines, tailOf } from '../../src/run-directory/log-tail.ts';

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oc-log-tail-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'log'), text);
  return join(folder, 'log');
}

it('the last lines of a log are those that are not empty', async () => {
  expect(await lastLines(await fileWith('one\n\ntwo\n \nthree\n\n'), 2)).toEqual(['two', 'three']);
  expect(await lastLines(await fileWith(''), 2)).toEqual([]);
  expect(await lastLines('/no/such/log', 2)).toEqual([]);
});

it('the end of a log is no longer than 8 KiB, and has nothing of what stands before a byte', async () => {
  const long = await fileWith(`${'x'.repeat(10_000)}end`);
  expect(await tailOf(long)).toHaveLength(8192);
  expect(await tailOf(long)).toMatch(/xend$/);
  expect(await tailOf(long, 10_000)).toBe('end');
});
