import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ScannedSample, scanSamples } from '../../src/run-directory/index.ts';
import { emptyFolder } from '../support/folder.ts';

function line(index: number, status: 'ok' | 'failed', more = {}): string {
  return `${JSON.stringify({ index, status, id: `${index}`, ...more })}\n`;
}

async function scan(...given: Parameters<typeof scanSamples>): Promise<ScannedSample[]> {
  const samples: ScannedSample[] = [];
  for await (const sample of scanSamples(...given)) samples.push(sample);
  return samples;
}

/** What is in the file where a sample is said to be. */
function lineOf({ file, offset, length }: ScannedSample): { index: number; prediction?: string } {
  return JSON.parse(readFileSync(file).toString('utf8', offset, offset + length));
}

describe('scanSamples', () => {
  it('finds every whole line of every file, in the order of file name and line', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, '0-00002.0.jsonl'), line(7, 'failed'));
    writeFileSync(join(folder, '0-00001.0.jsonl'), line(3, 'ok', { prediction: '数🙂\n}' }) + line(1, 'ok'));
    writeFileSync(join(folder, 'notes.txt'), line(9, 'ok'));
    const samples = await scan(folder);
    expect(samples.map(({ index, ok }) => [index, ok])).toEqual([
      [3, true],
      [1, true],
      [7, false],
    ]);
    expect(samples.map((sample) => lineOf(sample).index)).toEqual([3, 1, 7]);
    expect(lineOf(samples[0]!).prediction).toBe('数🙂\n}');
  });

  it('leaves out lines that are torn, and those that are none', async () => {
    const folder = emptyFolder();
    const torn = [
      '{"index":1,"status":"o\n',
      '{"index":2,"status":"ok","prediction":"half\n',
      '\n',
      '[]\n',
      '\u0000\n',
    ];
    writeFileSync(join(folder, 'a.jsonl'), `${torn.join('')}${line(4, 'ok')}{"index":5,"status":"ok"}`);
    expect((await scan(folder)).map(({ index }) => index)).toEqual([4]);
  });

  it('knows where lines are that are longer than what is read at once', async () => {
    const folder = emptyFolder();
    const lengths = [3_000_000, 10, 1 << 20, 1_048_500, 0];
    const text = lengths.map((length, n) => line(n, 'ok', { prediction: '数'.repeat(length / 3) }));
    writeFileSync(join(folder, 'a.jsonl'), text.join(''));
    const samples = await scan(folder);
    expect(samples.map((sample) => lineOf(sample).index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('reads the files that it is asked for', async () => {
    const folder = emptyFolder();
    for (const n of [1, 2, 3]) writeFileSync(join(folder, `${n}.jsonl`), line(n, 'ok'));
    expect((await scan(folder, (file) => file !== '2.jsonl')).map(({ index }) => index)).toEqual([1, 3]);
  });

  it('finds nothing where there is no folder', async () => {
    expect(await scan(join(emptyFolder(), 'none'))).toEqual([]);
  });
});
