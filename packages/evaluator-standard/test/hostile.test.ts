import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin } from 'oc-conformance';
import { isOcError, type Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { HOSTILE, OPTIONS, REFERENCES } from './hostile.mjs';

const SOURCES = join(import.meta.dirname, '../src');
const FOLDERS = readdirSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const SIZE = 12_500;
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
 * Whether the time grows like the square of the length: eight times the text would take 64 times as long. What is meant
 * to be the time of both is the least of several tries, so that a machine at work elsewhere does not count.
 */
function grows(run: (text: string) => unknown, make: (length: number) => string): boolean {
  const [short, long] = [make(SIZE), make(8 * SIZE)];
  for (let tries = 0; tries < 4; tries += 1) {
    if (least(run, long, 1 + tries) < 32 * Math.max(least(run, short, 4), 0.2)) return false;
  }
  return true;
}

/** Milliseconds of this process's processor time. */
function least(run: (text: string) => unknown, text: string, times: number): number {
  return Math.min(...Array.from({ length: times }, () => once(run, text)));
}

function once(run: (text: string) => unknown, text: string): number {
  const start = process.cpuUsage();
  try {
    run(text);
  } catch (error) {
    if (!isOcError(error)) throw error;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
