import type { Row } from './dataset.ts';
import type { LabelScore } from './label-score.ts';
import type { FinishReason, Prompt, RequestFailure } from './model.ts';

/** One answered sample. */
export interface EvaluatedSample {
  /** Position in the dataset's selection, from 0. */
  readonly index: number;
  /** Which of the answers to this sample it is, from 0: always 0 where a dataset is asked once (`n: 1`). */
  readonly replica: number;
  readonly id: string;
  /** The answer after the postprocessors: text as a rule. */
  readonly prediction: unknown;
  /** The answer as the model gave it. */
  readonly rawPrediction: unknown;
  /** The output column after the dataset's postprocessor; undefined where there is none. */
  readonly reference: unknown;
  readonly row: Row;
  readonly prompt: Prompt;
  /** Why the model stopped writing, where it says so. */
  readonly finishReason?: FinishReason;
  /** What the model thinks of each label, where labels were compared (`ppl`, `ll`, `clp`). */
  readonly labels?: readonly LabelScore[];
}

/** What another model of the run answered to a sample, as {@link EvaluatedSample.prediction} is, or why it did not. */
export type ModelAnswer = Pick<EvaluatedSample, 'index' | 'replica'> &
  ({ readonly prediction: unknown } | { readonly error: RequestFailure['error'] });

/**
 * What happened to one sample, for the details of a result. JSON-safe. Standard errors of the metrics come from it:
 * from a number of the metric's own name, else from `score`, else from `correct`, whichever the metric is the mean of.
 */
export interface SampleVerdict {
  readonly correct?: boolean;
  /** Share of the full mark, in [0, 1], where a sample can be partly right. */
  readonly score?: number;
  /** The extractor found no answer in what the model wrote. */
  readonly unparsed?: true;
  /**
   * It could not be scored, and why: a judge that could not be asked, another model without an answer to compare with.
   * Counted as failed, never as wrong.
   */
  readonly failed?: { readonly code: string; readonly message: string };
  readonly [key: string]: unknown;
}

export interface Evaluation {
  /** Metric name to value: finite numbers, in percent where the metric is a rate. The first is the main one. */
  readonly metrics: Readonly<Record<string, number>>;
  /** One per sample, in the order given. */
  readonly details?: readonly SampleVerdict[];
  /** Why there is nothing to score here, in one line for the table; there are no metrics then, and it is no failure. */
  readonly skipped?: string;
}

/** Scores the samples of one replica as they come, and keeps of them only what its metrics need. */
export interface Scorer {
  /** The verdict about the next sample. */
  add(sample: EvaluatedSample): SampleVerdict;
  /** The metrics of all samples that were added: as in {@link Evaluation}. */
  compute(): Readonly<Record<string, number>>;
}

export interface Evaluator {
  /** Gets the answered samples of one replica: those whose request failed are not among them, and there is at least one. */
  evaluate(
    samples: readonly EvaluatedSample[],
    options: { readonly signal: AbortSignal },
  ): Evaluation | Promise<Evaluation>;
  /**
   * Starts the scoring of one replica, sample by sample. Where it is there it is used instead of {@link evaluate}, whose
   * result it must have: so a dataset may be larger than memory. `bySample` makes both of one.
   */
  scorer?(): Scorer;
}

/** Turns an answer (or a reference) into what is compared. Pure. */
export type Postprocessor = (text: string) => unknown;
