import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { JobOutcome } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { lastLines, withLogTail } from '../src/log-tail.ts';
import { temporaryFolder } from './support/folder.ts';

const failed: JobOutcome = { status: 'failed', reason: 'exit', exitCode: 1, detail: 'ended with exit code 1' };

describe('the last lines of a log', () => {
  it('are five at most', () => {
    expect(lastLines('1\n2\n3\n4\n5\n6\n7\n')).toBe('3 | 4 | 5 | 6 | 7');
  });

  it('leave out colours, empty lines and what a progress bar painted over', () => {
    expect(lastLines('\u001b[31mred\u001b[0m\n\n   \n 0%\r 50%\r100% done\r\nend')).toBe('red | 100% done | end');
  });

  it('are cut at the front, between characters', () => {
    expect(lastLines(`start${'🙂'.repeat(500)}`)).toBe(`…${'🙂'.repeat(500)}`);
  });

  it('are one line, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(lastLines(text)).toMatch(/^.{0,501}$/u);
      }),
    );
  });
});

describe('the detail of a failure', () => {
  it('ends with what the job wrote, not with what stood in the file before', async () => {
    const file = join(await temporaryFolder(), 'log');
    await writeFile(file, 'an earlier attempt\nout of luck\n');
    const { length } = 'an earlier attempt\n';
    expect(await withLogTail(failed, file, length)).toEqual({
      ...failed,
      detail: 'ended with exit code 1; its log ends: out of luck',
    });
  });

  it('is left alone where the job wrote nothing', async () => {
    const file = join(await temporaryFolder(), 'log');
    await writeFile(file, 'an earlier attempt\n');
    expect(await withLogTail(failed, file, 19)).toEqual(failed);
    expect(await withLogTail(failed, `${file}-that-is-not-there`, 0)).toEqual(failed);
  });

  it('reads the end of a large log only', async () => {
    const file = join(await temporaryFolder(), 'log');
    await writeFile(file, `${'x'.repeat(10_000_000)}\nKeyError: 'a'\n`);
    const outcome = await withLogTail(failed, file, 0);
    expect(outcome.status === 'failed' && outcome.detail.endsWith("x | KeyError: 'a'")).toBe(true);
  });
});
