import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin } from 'oc-conformance';
import { isOcError, type Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { HOSTILE, OPTIONS, REFERENCES } from './hostile.mjs';

const SOURCES = join(import.meta.dirname, '../src');
const FOLDERS = readdirSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const SIZE = 12_500;
/** Milliseconds of processor time in which nothing can be done for each pair of the characters of the long text. */
const ENOUGH = 50;
// SentencePiece takes the square of the time for a run of characters that its model does not know; the rest is bleu's.
const OURS = FOLDERS.map(({ name }) => name).filter((name) => name !== 'bleu-flores');

describe.each(OURS)('%s', (folder) => {
  it('takes about eight times as long for eight times the text, however it is made', { timeout: 120_000 }, async () => {
    const run = await runnerOf(folder);
    const slow = Object.entries(HOSTILE).filter(([, make]) => grows(run, make));
    expect(slow.map(([name]) => name)).toEqual([]);
  });
});

/** What runs the plugin of a folder on one text. */
async function runnerOf(folder: string): Promise<(text: string) => unknown> {
  const { default: plugin } = (await import(join(SOURCES, folder, 'index.ts'))) as { default: Plugin };
  if (plugin.kind === 'postprocessor') {
    return await createPlugin(plugin as Plugin<'postprocessor'>, OPTIONS[folder] ?? {});
  }
  const evaluator = await createPlugin(plugin as Plugin<'evaluator'>, OPTIONS[folder] ?? {});
  const { signal } = new AbortController();
  const given = { reference: 'The answer is 42', row: {}, ...REFERENCES[folder] };
  const sample = (prediction: string) => ({ index: 0, replica: 0, id: '0', rawPrediction: prediction, prompt: '' });
  return (text) => evaluator.evaluate([{ ...sample(text), prediction: text, ...given }], { signal });
}

/**
 * Whether the time grows like the square of the length: eight times the text would take 64 times as long. No square is
 * done in the time that is always enough. The rest is measured over many runs, and is meant to be right in one of
 * several tries: clocks of processor time may tick in hundredths of a second, and machines are at work elsewhere.
 */
function grows(run: (text: string) => unknown, make: (length: number) => string): boolean {
  const [short, long] = [make(SIZE), make(8 * SIZE)];
  if (processorTime(run, long, 1) < ENOUGH) return false;
  for (let tries = 1; tries <= 4; tries += 1) {
    if (processorTime(run, long, tries) < 32 * processorTime(run, short, 8 * tries)) return false;
  }
  return true;
}

/** Milliseconds of this process's processor time for one of several runs, on average. */
function processorTime(run: (text: string) => unknown, text: string, times: number): number {
  const start = process.cpuUsage();
  for (let done = 0; done < times; done += 1) once(run, text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}

function once(run: (text: string) => unknown, text: string): void {
  try {
    run(text);
  } catch (error) {
    if (!isOcError(error)) throw error;
  }
}
