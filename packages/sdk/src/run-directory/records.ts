import type { LabelScore } from '../label-score.ts';
import type { FinishReason, Prompt } from '../model.ts';
import type { Part } from '../partitioner.ts';
import type { FailureReason, JobOutcome } from '../runner.ts';
import type { BlockSpec } from './spec.ts';

export type { LabelScore } from '../label-score.ts';

/** A line of `plan.jsonl`. */
export interface TaskRecord {
  /** Path-safe and unique in its stage. */
  readonly id: string;
  /** The plan it belongs to: every invocation makes a new one, and its workers take no task of another. */
  readonly plan: number;
  readonly model: string;
  readonly parts: readonly Part[];
  readonly cost: number;
  /** Of a piece: the task that it was cut from while the run went. */
  readonly cutFrom?: string;
}

/** A file in `claims/`: who took the attempt. */
export interface ClaimRecord {
  readonly worker: string;
  readonly host: string;
  readonly pid: number;
  readonly time: string;
}

/** A file in `ended/`: how an attempt ended. Nothing can change it afterwards. */
export type EndedRecord = {
  readonly task: string;
  readonly attempt: number;
  readonly worker: string;
  readonly time: string;
} /** Every sample has an answer, or a failure that its own retries could not mend. */ & (
  | { readonly status: 'succeeded'; readonly failedSamples: number }
  /** Given up for other tasks, which have what it does not: the launcher adds them. What it has is as of a success. */
  | { readonly status: 'split'; readonly failedSamples: number; readonly rest: readonly Part[] }
  /** Interrupted through no fault of its own: open again, and not counted against `retry`. */
  | { readonly status: 'released'; readonly detail: string }
  | {
      readonly status: 'failed';
      readonly reason: FailureReason | 'error';
      /** One line. */
      readonly detail: string;
      /** Error code, where there is one. */
      readonly code?: string;
      /** No other attempt can help. */
      readonly fatal?: boolean;
    }
);

/** A line of `jobs.jsonl`. */
export type JobRecord = {
  readonly job: string;
  readonly model: string;
  readonly time: string;
} /** With what it is to be run, so that whoever comes later can find it. */ & (
  | { readonly event: 'intended'; readonly plan: number; readonly host: string; readonly runner: BlockSpec }
  | { readonly event: 'submitted'; readonly nativeId: string }
  /** The engine has it: the id by which its own commands know it. */
  | { readonly event: 'accepted'; readonly engineId: string }
  | { readonly event: 'ended'; readonly outcome: JobOutcome }
);

/** A line of `events/<worker>.jsonl`; those of earlier versions know no `began`, `idle` or `left`. `time` is in milliseconds since the epoch. */
export type WorkerEvent = { readonly time: number } /** The worker is there, and sees these devices. */ & (
  | { readonly event: 'began'; readonly host: string; readonly gpus: readonly string[] }
  /** The model is loaded. `loadSeconds` is from the start of the worker's process: all that another worker would cost. */
  | { readonly event: 'ready'; readonly loadSeconds: number }
  | { readonly event: 'claimed'; readonly task: string; readonly attempt: number }
  /** The first request of the attempt went to the model. */
  | { readonly event: 'started'; readonly task: string; readonly attempt: number }
  /** Answers that are on disk since the last such event. */
  | {
      readonly event: 'samples';
      readonly task: string;
      readonly dataset: string;
      readonly done: number;
      readonly failed: number;
      readonly promptTokens: number;
      readonly outputTokens: number;
    }
  /** Every sample of a part has an answer, or a failure, on disk. */
  | {
      readonly event: 'part';
      readonly task: string;
      readonly attempt: number;
      /** Position in the task's parts. */
      readonly part: number;
      readonly failed: number;
    }
  | { readonly event: 'ended'; readonly task: string; readonly attempt: number; readonly status: EndedRecord['status'] }
  /** There is no task for it now: it waits for one, and leaves if it is asked to. Until its next `claimed`. */
  | { readonly event: 'idle' }
  /** The worker ends, for there is nothing left for it. */
  | { readonly event: 'left' }
  /** The worker ends because of this. */
  | { readonly event: 'broken'; readonly code: string; readonly message: string; readonly fatal: boolean }
);

/** What every answered or failed sample has. */
interface SampleRecordBase {
  /** Position in the split, whatever part of it was asked for. */
  readonly index: number;
  /** Which of the answers to the same row (`n`), from 0; absent: 0. */
  readonly replica?: number;
  readonly id: string;
}

/** One answer; several to one prompt (self-consistency), or one for every turn of a conversation. */
export type Prediction = string | readonly string[];

/** A line of a predictions file. `index`, `replica` and `status` come first, so that a scan need not parse the rest. */
export type SampleRecord = SampleRecordBase &
  (
    | ({ readonly status: 'ok'; readonly prediction: Prediction; readonly gold?: unknown } & (
        | GeneratedFields
        | ScoredFields
      ))
    | { readonly status: 'failed'; readonly error: { readonly code: string; readonly message: string } }
  );

export interface GeneratedFields {
  readonly origin_prompt: Prompt;
  readonly finish_reason?: FinishReason;
  readonly prompt_tokens?: number;
  readonly output_tokens?: number;
}

export interface ScoredFields {
  /** One per label, in the order of the labels. */
  readonly labels: readonly LabelScore[];
}
