import type { DatasetView } from 'oc-plugin-host';
import type { EvaluatedSample, Row } from 'oc-sdk';
import type { SampleRecord } from 'oc-sdk/run-directory';
import type { Coverage } from './coverage.ts';
import { readAnswers } from './read-answers.ts';

/** An answered sample before anything is made of its answer. */
export type AnsweredSample = Omit<EvaluatedSample, 'prediction' | 'reference'>;

export interface FailedSample extends Pick<EvaluatedSample, 'index' | 'replica' | 'id'> {
  readonly error: { readonly code: string; readonly message: string };
}

/** A row, and what became of each of its replicas, in their order. */
export interface AnsweredRow {
  readonly index: number;
  readonly row: Row;
  readonly replicas: readonly (AnsweredSample | FailedSample)[];
}

export function isFailed(sample: AnsweredSample | FailedSample): sample is FailedSample {
  return 'error' in sample;
}

/** Reads what became of every sample, row by row: memory does not grow with them. */
export async function* readPair(view: DatasetView, lines: Coverage): AsyncIterable<AnsweredRow> {
  const { rows, size } = view.selection;
  const n = size / rows;
  const replicas = Array.from({ length: n }, (_, replica) =>
    readAnswers(lines, { start: replica * rows, end: (replica + 1) * rows, readers: n })[Symbol.asyncIterator](),
  );
  try {
    for await (const { row, position } of view.samples(0, rows)) {
      const records: SampleRecord[] = [];
      for (const replica of replicas) records.push((await replica.next()).value);
      yield {
        index: position,
        row,
        replicas: records.map((record, replica) => sampleOf(record, { index: position, replica, id: record.id }, row)),
      };
    }
  } finally {
    await Promise.all(replicas.map((replica) => replica.return?.()));
  }
}

function sampleOf(record: SampleRecord, place: Omit<FailedSample, 'error'>, row: Row): AnsweredSample | FailedSample {
  if (record.status === 'failed') return { ...place, error: failureOf(record) };
  const { prediction: rawPrediction } = record;
  if ('labels' in record) {
    const prompt = record.labels[0]?.prompt ?? '';
    return { ...place, row, rawPrediction, prompt, labels: record.labels };
  }
  const { origin_prompt: prompt, finish_reason: finishReason } = record;
  return { ...place, row, rawPrediction, prompt, ...(finishReason === undefined ? {} : { finishReason }) };
}

/** Why a sample has no answer. */
export function failureOf({ error }: Extract<SampleRecord, { status: 'failed' }>): FailedSample['error'] {
  return { code: error?.code ?? 'UNKNOWN', message: error?.message ?? '' };
}
