import type { Sample } from 'oc-plugin-host';
import type { GenerateRequest, GenerateResult, RequestFailure, ScoreRequest, ScoreResult } from 'oc-sdk';
import type { SampleRecord } from 'oc-sdk/run-directory';

type Unnumbered<Request> = Omit<Request, 'index'>;
export type Generated = Exclude<GenerateResult, RequestFailure>;
export type Scored = Exclude<ScoreResult, RequestFailure>;

/** Requests of one sample that can be made at the same time. */
export type Step =
  | { readonly kind: 'generate'; readonly requests: readonly Unnumbered<GenerateRequest>[] }
  | { readonly kind: 'score'; readonly requests: readonly Unnumbered<ScoreRequest>[] };

/** The results of a step, in the order of its requests. */
export type StepResults = readonly (Generated | Scored)[];

/** What a line of an answered sample says besides which sample it is. */
export type Outcome = DistributiveOmit<Extract<SampleRecord, { status: 'ok' }>, 'index' | 'id' | 'status'>;
type DistributiveOmit<Type, Key extends PropertyKey> = Type extends unknown ? Omit<Type, Key> : never;

/** Asks for one sample: yields what is to be asked next, is given the results, and returns what came of it. */
export type Asking = Generator<Step, Outcome, StepResults>;

/** A sample with its prompts rendered. */
export interface PreparedSample {
  readonly sample: Sample;
  /** How its first prompt begins: samples that share it are asked one after the other. */
  readonly prefix: string;
  /** What is asked about, by request of the first step, where samples are compared. */
  readonly labels?: readonly string[];
  ask(): Asking;
  /** Why it cannot be asked: it fails without a request. */
  readonly problem?: RequestFailure['error'];
}

export interface Usage {
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/** What became of one sample: its position in the array that was asked, its line, and the tokens it took. */
export interface Answer extends Usage {
  readonly position: number;
  readonly record: SampleRecord;
}

/** How samples of one dataset are asked. */
export interface Inferencer {
  /** Whether the model is to write or to score: only samples of one kind share a batch. */
  readonly kind: Step['kind'];
  readonly batchSize: number | undefined;
  prepare(samples: readonly Sample[]): Promise<readonly PreparedSample[]>;
}

/** Limits that a model block sets for datasets that set none of their own. */
export interface ModelLimits {
  /** Ids of tokens that end an answer besides the model's own. */
  readonly endTokens?: readonly number[];
  readonly maxOutLen: number | undefined;
  readonly minOutLen: number | undefined;
  readonly batchSize: number | undefined;
}
