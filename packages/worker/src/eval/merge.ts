import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Coverage } from './coverage.ts';
import { type AnsweredRecord, readAnswers } from './read-answers.ts';

const CHUNK_CHARACTERS = 1 << 16;

/** Writes the answers of a pair as OpenCompass does: one object, keyed by position as text. Memory does not grow with them. */
export async function mergePredictions(answers: Coverage, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(objectText(answers)), createWriteStream(temporary));
    await rename(temporary, path);
  } catch (error) {
    // On a full disk, what is left of it would take the space that others need.
    await rm(temporary, { force: true });
    throw error;
  }
}

async function* objectText(answers: Coverage): AsyncIterable<string> {
  let position = 0;
  let text = '{';
  for await (const record of readAnswers(answers)) {
    text += `${position === 0 ? '' : ','}\n"${position}": ${JSON.stringify(entryOf(record))}`;
    position += 1;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield `${text}\n}\n`;
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
