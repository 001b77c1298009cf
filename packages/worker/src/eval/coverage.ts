import { type FileHandle, open } from 'node:fs/promises';
import type { Selection } from 'oc-plugin-host';
import { type SampleRecord, type ScannedSample, scanSamples } from 'oc-sdk/run-directory';
import { answeredTwice, incomplete } from '../errors.ts';

type AnsweredRecord = Extract<SampleRecord, { status: 'ok' }>;

/**
 * Finds the one answer of every selected sample in the prediction files of a pair. Throws INCOMPLETE where one is
 * missing or failed, ANSWERED_TWICE where there are two.
 */
export async function coverage(folder: string, selection: Selection, pair: string): Promise<ScannedSample[]> {
  const found: (ScannedSample | undefined)[] = new Array(selection.size);
  let answered = 0;
  let failed = 0;
  for await (const line of scanSamples(folder)) {
    const position = selection.positionOf(line.index);
    if (position === undefined) continue;
    const other = found[position];
    if (line.ok && other?.ok) throw answeredTwice(pair, line.index, [other.file, line.file]);
    if (other?.ok) continue;
    found[position] = line;
    answered += line.ok ? 1 : 0;
    failed += Number(!line.ok && other === undefined) - Number(line.ok && other !== undefined);
  }
  if (answered < selection.size) throw incomplete(pair, selection.size - answered - failed, failed, selection.size);
  return found as ScannedSample[];
}

/** Reads the found lines, in the order given. */
export async function* readAnswers(lines: readonly ScannedSample[]): AsyncIterable<AnsweredRecord> {
  const files = new Map<string, FileHandle>();
  try {
    for (const { file, offset, length } of lines) {
      const handle = files.get(file) ?? (await open(file, 'r'));
      files.set(file, handle);
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
      yield JSON.parse(buffer.toString('utf8')) as AnsweredRecord;
    }
  } finally {
    await Promise.all([...files.values()].map((handle) => handle.close()));
  }
}
