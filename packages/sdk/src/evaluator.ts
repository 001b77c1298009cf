import type { Row } from './dataset.ts';
import type { Prompt } from './model.ts';

/** One answered sample. */
export interface EvaluatedSample {
  /** Position in the dataset's selection, from 0. */
  readonly index: number;
  readonly id: string;
  /** The answer after the postprocessors: text as a rule. */
  readonly prediction: unknown;
  /** The answer as the model gave it. */
  readonly rawPrediction: unknown;
  /** The output column after the dataset's postprocessor; undefined where there is none. */
  readonly reference: unknown;
  readonly row: Row;
  readonly prompt: Prompt;
}

/** What happened to one sample, for the details of a result. JSON-safe. */
export interface SampleVerdict {
  readonly correct?: boolean;
  /** It could not be scored, and why: a judge that could not be asked. Counted as failed, never as wrong. */
  readonly failed?: { readonly code: string; readonly message: string };
  readonly [key: string]: unknown;
}

export interface Evaluation {
  /** Metric name to value: finite numbers, in percent where the metric is a rate. The first is the main one. */
  readonly metrics: Readonly<Record<string, number>>;
  /** One per sample, in the order given. */
  readonly details?: readonly SampleVerdict[];
}

export interface Evaluator {
  evaluate(
    samples: readonly EvaluatedSample[],
    options: { readonly signal: AbortSignal },
  ): Evaluation | Promise<Evaluation>;
}

/** Turns an answer (or a reference) into what is compared. Pure. */
export type Postprocessor = (text: string) => unknown;
