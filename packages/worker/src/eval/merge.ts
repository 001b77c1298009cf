import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SampleRecord, ScannedSample } from 'oc-sdk/run-directory';
import { readAnswers } from './coverage.ts';

type AnsweredRecord = Extract<SampleRecord, { status: 'ok' }>;

/** Writes the answers of a pair as OpenCompass does: one object, keyed by position as text. Memory does not grow with them. */
export async function mergePredictions(lines: readonly ScannedSample[], path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await pipeline(Readable.from(objectText(lines)), createWriteStream(temporary));
  await rename(temporary, path);
}

async function* objectText(lines: readonly ScannedSample[]): AsyncIterable<string> {
  let position = 0;
  for await (const record of readAnswers(lines)) {
    yield `${position === 0 ? '{' : ','}\n"${position}": ${JSON.stringify(entryOf(record))}`;
    position += 1;
  }
  yield position === 0 ? '{}\n' : '\n}\n';
}

function entryOf(record: AnsweredRecord): object {
  const { prediction, gold } = record;
  const answer = { prediction, ...(gold === undefined ? {} : { gold }) };
  if (!('labels' in record)) return { origin_prompt: record.origin_prompt, ...answer };
  const labels = record.labels.map(({ label, prompt, nll, tokens }) => [
    `label: ${label}`,
    { prompt, PPL: nll / tokens, BPB: nll / (Buffer.byteLength(prompt) * Math.LN2) },
  ]);
  return { ...Object.fromEntries(labels), ...answer };
}
