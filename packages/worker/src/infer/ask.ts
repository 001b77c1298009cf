import { isOcError, type Model } from 'oc-sdk';
import type { SampleRecord } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { answersMissing, answersUnasked } from '../errors.ts';
import { inFlight } from '../in-flight.ts';
import type { TimeLimit } from '../time-limit.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { FedSample } from './feed.ts';
import { askSamples } from './inferencers/ask-samples.ts';
import { Slots } from './slots.ts';
import type { TaskTracker } from './task-tracker.ts';
import { ahead, batchOf, inTurn, isRetried, windows } from './windows.ts';

export interface Asking {
  readonly context: WorkerContext;
  readonly model: Model;
  readonly tracker: TaskTracker;
  readonly writer: AnswerWriter;
  readonly timeLimit: TimeLimit | undefined;
}

/** Samples read before they are wanted: each is held with its prompt, and may hold a claim. */
const READ_AHEAD = 64;

/** Asks all samples. Throws where the model cannot go on. */
export async function askAll(asking: Asking, samples: AsyncGenerator<FedSample>): Promise<void> {
  const { model } = asking;
  if (model.concurrency === undefined) {
    for await (const { window, onLeft } of inTurn(windows(samples))) {
      if (isRetried(window)) await everythingWritten(asking);
      await ask(asking, window, { signal: asking.context.stopping, onLeft });
    }
  } else {
    // While the next task is being claimed there must be enough of the last one left to ask.
    const limit = () => model.concurrency ?? 1;
    const ready = ahead(samples, Math.min(limit(), READ_AHEAD));
    const slots = new Slots(limit);
    await inFlight(limit, ready, (sample) => ask(asking, [sample], { signal: asking.context.aborted, slots }));
  }
}

/** A task that is tried again may be what killed its last worker: it is to take nobody else's answers with it. */
async function everythingWritten({ writer, tracker }: Asking): Promise<void> {
  await writer.flush();
  await tracker.settled();
}

interface AskOptions {
  readonly signal: AbortSignal;
  readonly slots?: Slots;
  /** Told how many of the samples have no answer yet. */
  onLeft?(count: number): void;
}

async function ask(
  { context, model, tracker, writer, timeLimit }: Asking,
  window: readonly FedSample[],
  { signal, slots, onLeft }: AskOptions,
): Promise<void> {
  const samples = window.filter(({ progress }) => !progress.over);
  const [first] = samples;
  if (first === undefined || context.stopping.aborted) return;
  const begun = samples.filter(({ progress }) => tracker.started(progress));
  // Should the model take this process down, the launcher must know what it was at.
  if (begun.length > 0) await context.events.flush();
  const options = { signal, batchSize: batchOf(first), timeLimit };
  const waiting = new Set(samples.keys());
  onLeft?.(waiting.size);
  try {
    const prepared = samples.map((sample) => sample.prepared);
    for await (const { position, record, ...usage } of askSamples(model, prepared, options, slots)) {
      if (!waiting.delete(position)) throw answersUnasked(context.model);
      onLeft?.(waiting.size);
      const { progress, part, path, prepared: asked } = samples[position] as FedSample;
      // Over is over: another attempt may be at this sample by now.
      if (progress.over) continue;
      const line = withReplica(record, asked.sample.replica);
      await writer.append(path, line, () => tracker.written(progress, part, record.status === 'failed', usage));
    }
    if (waiting.size > 0 && !signal.aborted) throw answersMissing(context.model, waiting.size);
  } catch (error) {
    if (signal.aborted) return;
    for (const { progress } of samples) tracker.fail(progress, error);
    if (isOcError(error) && error.fatal) throw error;
  }
}

/** What a scan looks at stands first in a line. */
function withReplica(record: SampleRecord, replica: number): SampleRecord {
  const { index, ...rest } = record;
  return replica === 0 ? record : ({ index, replica, ...rest } as SampleRecord);
}
