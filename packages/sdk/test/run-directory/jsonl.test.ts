import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonlAppender, JsonlTail, readJsonl } from '../../src/run-directory/index.ts';
import { emptyFolder } from '../support/folder.ts';

describe('JsonlTail', () => {
  it('finds nothing in a file that is not there yet, and its lines once it is', async () => {
    const file = join(emptyFolder(), 'later.jsonl');
    const tail = new JsonlTail(file);
    expect(await tail.read()).toEqual([]);
    writeFileSync(file, '{"n":1}\n{"n":2}\n');
    expect(await tail.read()).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await tail.read()).toEqual([]);
  });

  it('waits for the end of a line', async () => {
    const file = join(emptyFolder(), 'growing.jsonl');
    const tail = new JsonlTail(file);
    writeFileSync(file, '{"n":1}\n{"n":');
    expect(await tail.read()).toEqual([{ n: 1 }]);
    appendFileSync(file, '22');
    expect(await tail.read()).toEqual([]);
    appendFileSync(file, '}\n{"n":3}\n');
    expect(await tail.read()).toEqual([{ n: 22 }, { n: 3 }]);
  });

  it('leaves out a line that was torn, and goes on behind it', async () => {
    const file = join(emptyFolder(), 'torn.jsonl');
    writeFileSync(file, '{"n":1}\n{"n":2,"te\n\u0000\u0000\u0000\n\n{"n":3}\n{"n":4');
    expect(await readJsonl(file)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('reads the same lines wherever the file was cut between two reads', async () => {
    const file = join(emptyFolder(), 'cut.jsonl');
    const entry = fc.record({ text: fc.string({ unit: 'binary' }), n: fc.integer() });
    const entries = fc.array(entry, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(entries, fc.array(fc.nat({ max: 400 }), { maxLength: 6 }), async (written, cuts) => {
        const bytes = Buffer.from(written.map((each) => `${JSON.stringify(each)}\n`).join(''));
        writeFileSync(file, '');
        const tail = new JsonlTail(file);
        const read: unknown[] = [];
        let position = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
          appendFileSync(file, bytes.subarray(position, cut));
          position = Math.max(position, cut);
          read.push(...(await tail.read()));
        }
        expect(read).toEqual(written);
      }),
    );
  });

  it('puts a character together whose bytes come one by one', async () => {
    const file = join(emptyFolder(), 'bytes.jsonl');
    const tail = new JsonlTail(file);
    const read: unknown[] = [];
    for (const byte of Buffer.from('{"t":"🙂数"}\n')) {
      appendFileSync(file, Buffer.from([byte]));
      read.push(...(await tail.read()));
    }
    expect(read).toEqual([{ t: '🙂数' }]);
  });

  it('reads lines that are longer than what is read at once', async () => {
    const file = join(emptyFolder(), 'long.jsonl');
    const long = { text: '数🙂'.repeat(60_000) };
    writeFileSync(file, `${JSON.stringify(long)}\n{"n":1}\n`);
    expect(await readJsonl(file)).toEqual([long, { n: 1 }]);
  });

  it('says when it cannot read', async () => {
    await expect(readJsonl(emptyFolder())).rejects.toThrow(expect.objectContaining({ code: 'EISDIR' }));
  });
});

describe('JsonlAppender', () => {
  it('appends more records at once than a call can have arguments', async () => {
    const file = join(emptyFolder(), 'many.jsonl');
    const appender = new JsonlAppender(file, { durable: false });
    await appender.appendAll(Array.from({ length: 200_000 }, (_, n) => ({ n })));
    await appender.close();
    expect((await readJsonl(file)).at(-1)).toEqual({ n: 199_999 });
  });

  it('appends to what there is', async () => {
    const file = join(emptyFolder(), 'a.jsonl');
    for (const n of [1, 2]) {
      const appender = new JsonlAppender(file);
      await appender.append({ n }, { text: 'two\nlines \u2028 数' });
      await appender.append();
      await appender.close();
    }
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5);
    expect(await readJsonl(file)).toEqual([1, 2].flatMap((n) => [{ n }, { text: 'two\nlines \u2028 数' }]));
  });

  it('begins a line of its own behind one that a crash has torn', async () => {
    const file = join(emptyFolder(), 'torn.jsonl');
    writeFileSync(file, '{"n":1}\n{"n":2,"te');
    const appender = new JsonlAppender(file);
    await appender.append({ n: 3 });
    await appender.append({ n: 4 });
    await appender.close();
    expect(await readJsonl(file)).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }]);
  });

  it('fails the one call whose line cannot be written', async () => {
    const file = join(emptyFolder(), 'no folder', 'a.jsonl');
    const appender = new JsonlAppender(file);
    await expect(appender.append({ n: 1 })).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }));
    mkdirSync(dirname(file));
    await appender.append({ n: 2 });
    await appender.close();
    expect(await readJsonl(file)).toEqual([{ n: 2 }]);
  });

  it('makes no file before there is a line, and can be closed and used again', async () => {
    const file = join(emptyFolder(), 'a.jsonl');
    const appender = new JsonlAppender(file);
    await appender.append();
    await appender.close();
    expect(await readJsonl(file)).toEqual([]);
    expect(() => readFileSync(file)).toThrow('ENOENT');
    await appender.append({ n: 1 });
    await appender.close();
    await appender.close();
    expect(await readJsonl(file)).toEqual([{ n: 1 }]);
  });

  it('keeps lines whole and in order when they are appended at a time', async () => {
    const file = join(emptyFolder(), 'a.jsonl');
    const appender = new JsonlAppender(file);
    const entries = [...Array(50).keys()].map((n) => ({ n, text: 'x'.repeat(n * 1000) }));
    await Promise.all(entries.map((entry) => appender.append(entry)));
    await appender.close();
    const read = await readJsonl<{ n: number; text: string }>(file);
    expect(read.map(({ n, text }) => [n, text.length])).toEqual(entries.map(({ n, text }) => [n, text.length]));
  });
});
