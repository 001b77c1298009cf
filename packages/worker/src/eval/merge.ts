import type { SampleRecord } from 'oc-sdk/run-directory';
import type { Coverage } from './coverage.ts';
import { readAnswers } from './read-answers.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Writes the answers of a pair as OpenCompass does: one object, keyed by position as text. A sample that failed has its
 * `error` and no `prediction`. Memory does not grow with them.
 */
export async function mergePredictions(answers: Coverage, path: string): Promise<void> {
  await writeWhole(path, objectText(answers));
}

async function* objectText(answers: Coverage): AsyncIterable<string> {
  let position = 0;
  for await (const record of readAnswers(answers)) {
    yield `${position === 0 ? '{' : ','}\n"${position}": ${JSON.stringify(entryOf(record))}`;
    position += 1;
  }
  yield position === 0 ? '{\n}\n' : '\n}\n';
}

function entryOf(record: SampleRecord): object {
  if (record.status === 'failed') return { error: record.error };
  const { prediction, gold } = record;
  const answer = { prediction, ...(gold === undefined ? {} : { gold }) };
  if (!('labels' in record)) return { origin_prompt: record.origin_prompt, ...answer };
  // OpenCompass's PPL is what labels are compared by, whichever way that is.
  const labels = record.labels.map(({ label, prompt, nll, score }) => [
    `label: ${label}`,
    { prompt, PPL: score, BPB: nll / (Buffer.byteLength(prompt) * Math.LN2) },
  ]);
  return { ...Object.fromEntries(labels), ...answer };
}
