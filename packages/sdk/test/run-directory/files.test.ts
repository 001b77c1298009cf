import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createExclusively, hasCode, writeFileAtomically } from '../../src/run-directory/index.ts';
import { emptyFolder } from '../support/folder.ts';

describe('createExclusively', () => {
  it('creates a file once, and leaves nothing else', async () => {
    const folder = emptyFolder();
    const file = join(folder, 'claim');
    expect(await createExclusively(file, 'first')).toBe(true);
    expect(await createExclusively(file, 'second')).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(readdirSync(folder)).toEqual(['claim']);
  });

  it('has one winner among many at a time', async () => {
    const file = join(emptyFolder(), 'claim');
    const contents = [...Array(50).keys()].map(String);
    const won = await Promise.all(contents.map((content) => createExclusively(file, content)));
    expect(won.filter((each) => each)).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe(String(won.indexOf(true)));
  });

  it('says when there is no folder', async () => {
    const file = join(emptyFolder(), 'no folder', 'claim');
    await expect(createExclusively(file, '')).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});

describe('writeFileAtomically', () => {
  it('makes the folder, replaces the file, and leaves nothing else', async () => {
    const folder = join(emptyFolder(), 'a', 'b');
    const file = join(folder, 'result.json');
    await writeFileAtomically(file, 'old and longer');
    await writeFileAtomically(file, 'new 数');
    expect(readFileSync(file, 'utf8')).toBe('new 数');
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  it('never shows a reader half of it', async () => {
    const file = join(emptyFolder(), 'result.json');
    const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await writeFileAtomically(file, contents[0]!);
    const writing = Promise.all([...Array(20).keys()].map((n) => writeFileAtomically(file, contents[n % 2]!)));
    let done = false;
    void writing.then(() => {
      done = true;
    });
    while (!done) {
      expect(contents.includes(readFileSync(file, 'utf8'))).toBe(true);
      await new Promise(setImmediate);
    }
  });

  it('leaves nothing behind when it fails', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken', 'file'), '');
    await expect(writeFileAtomically(join(folder, 'taken'), 'x')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('hasCode', () => {
  it('knows the codes of system errors, and nothing else', () => {
    const error = Object.assign(new Error('x'), { code: 'ENOENT' });
    expect(hasCode(error, 'EEXIST', 'ENOENT')).toBe(true);
    expect(hasCode(error, 'EEXIST')).toBe(false);
    for (const other of [new Error('ENOENT'), { code: 'ENOENT' }, 'ENOENT', undefined]) {
      expect(hasCode(other, 'ENOENT')).toBe(false);
    }
  });
});
