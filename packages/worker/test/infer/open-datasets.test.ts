import { describe, expect, it } from 'vitest';
import type { OpenDataset } from '../../src/infer/dataset-samples.ts';
import { OpenDatasets } from '../../src/infer/open-datasets.ts';

function datasets() {
  const log: string[] = [];
  const open = new OpenDatasets(async (abbr) => {
    log.push(`open ${abbr}`);
    if (abbr === 'broken') throw new Error('broken');
    return { close: async () => void log.push(`close ${abbr}`) } as OpenDataset;
  });
  return { log, open };
}

describe('the datasets that a worker has open', () => {
  it('are the 32 that it read last', async () => {
    const { log, open } = datasets();
    for (let i = 0; i < 32; i += 1) await open.open(String(i));
    await open.open('0');
    await open.open('one more');
    expect(log.filter((line) => line.startsWith('close'))).toEqual(['close 1']);
    await open.open('1');
    expect(log.slice(-2)).toEqual(['open 1', 'close 2']);
  });

  it('are all closed at the end, whatever could not be opened', async () => {
    const { log, open } = datasets();
    await open.open('a');
    await expect(open.open('broken')).rejects.toThrow('broken');
    await open.open('b');
    await open.close();
    expect(log).toEqual(['open a', 'open broken', 'open b', 'close a', 'close b']);
  });
});
