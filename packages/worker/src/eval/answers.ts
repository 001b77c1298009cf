import type { DatasetView } from 'oc-plugin-host';
import type { EvaluatedSample } from 'oc-sdk';
import type { SampleRecord } from 'oc-sdk/run-directory';
import type { Coverage } from './coverage.ts';
import { readAnswers } from './read-answers.ts';

/** An answered sample before anything is made of its answer. */
export type AnsweredSample = Omit<EvaluatedSample, 'prediction' | 'reference'>;

export interface FailedSample extends Pick<EvaluatedSample, 'index' | 'replica' | 'id'> {
  readonly error: { readonly code: string; readonly message: string };
}

/** The samples of a pair with their rows: first those of replica 0, then those of replica 1, and so on. */
export interface PairAnswers {
  /** Samples of one replica, answered or not. */
  readonly rows: number;
  /** Samples that were to be answered, all replicas together. */
  readonly asked: number;
  readonly answered: readonly AnsweredSample[];
  readonly failed: readonly FailedSample[];
}

/** Reads what became of every sample. */
export async function readPair(view: DatasetView, lines: Coverage): Promise<PairAnswers> {
  const { rows, size } = view.selection;
  const samples = view.samples(0, size)[Symbol.asyncIterator]();
  const answered: AnsweredSample[] = [];
  const failed: FailedSample[] = [];
  for await (const record of readAnswers(lines)) {
    const { value } = await samples.next();
    const place = { index: value.position % rows, replica: value.replica, id: record.id };
    if (record.status === 'failed') failed.push({ ...place, error: errorOf(record) });
    else answered.push({ ...place, row: value.row, ...answerOf(record) });
  }
  return { rows, asked: size, answered, failed };
}

function answerOf(record: Extract<SampleRecord, { status: 'ok' }>): Omit<AnsweredSample, keyof FailedSample | 'row'> {
  const { prediction: rawPrediction } = record;
  if ('labels' in record) return { rawPrediction, prompt: record.labels[0]?.prompt ?? '', labels: record.labels };
  const { origin_prompt: prompt, finish_reason: finishReason } = record;
  return { rawPrediction, prompt, ...(finishReason === undefined ? {} : { finishReason }) };
}

function errorOf({ error }: Extract<SampleRecord, { status: 'failed' }>): FailedSample['error'] {
  return { code: error?.code ?? 'UNKNOWN', message: error?.message ?? '' };
}
