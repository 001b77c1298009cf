import type { Sample } from 'oc-plugin-host';
import type { Model, ModelCallOptions, Prompt, RequestFailure } from 'oc-sdk';
import type { SampleRecord } from 'oc-sdk/run-directory';

/** A sample with its prompts rendered. */
export interface PreparedSample {
  readonly sample: Sample;
  readonly gold: unknown;
  readonly prompt: PreparedPrompt;
  /** Why it cannot be asked: it fails without a request. */
  readonly problem?: RequestFailure['error'];
}

export type PreparedPrompt =
  | { readonly mode: 'gen'; readonly prompt: Prompt }
  | { readonly mode: 'ppl'; readonly labels: readonly { readonly label: string; readonly text: string }[] };

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
  prepare(sample: Sample): PreparedSample;
  /** Asks samples prepared by this inferencer; answers come in any order. */
  ask(model: Model, samples: readonly PreparedSample[], options: ModelCallOptions): AsyncIterable<Answer>;
  readonly batchSize: number | undefined;
}

/** Asks the samples that can be asked; the others fail with what is wrong with them. */
export async function* askPrepared(
  inferencer: Inferencer,
  model: Model,
  samples: readonly PreparedSample[],
  options: ModelCallOptions,
): AsyncIterable<Answer> {
  const askable = samples.flatMap((prepared, position) => (prepared.problem ? [] : [{ prepared, position }]));
  for (const [position, prepared] of samples.entries()) {
    if (prepared.problem) yield failureOf(prepared, position, { error: prepared.problem });
  }
  if (askable.length === 0) return;
  const asked = askable.map(({ prepared }) => prepared);
  for await (const answer of inferencer.ask(model, asked, options)) {
    // A position that was never given stays one that was never given.
    yield { ...answer, position: askable[answer.position]?.position ?? -1 };
  }
}

/** The line of a sample that the model could not answer. */
export function failureOf(
  { sample }: PreparedSample,
  position: number,
  { error }: Pick<RequestFailure, 'error'>,
): Answer {
  return {
    position,
    record: { index: sample.index, status: 'failed', id: sample.id, error },
    promptTokens: 0,
    outputTokens: 0,
  };
}
