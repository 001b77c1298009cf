import type { Sample } from 'oc-plugin-host';
import type { Part } from 'oc-sdk';
import type { WorkerContext } from '../context.ts';
import { answeredBefore, type OpenDataset } from './dataset-samples.ts';
import type { PreparedSample } from './inferencers/inferencer.ts';
import type { TaskProgress } from './task-progress.ts';
import type { TaskTracker } from './task-tracker.ts';

/** A sample ready to be asked, and where its answer goes. */
export interface FedSample {
  readonly progress: TaskProgress;
  readonly part: number;
  readonly prepared: PreparedSample;
  readonly dataset: OpenDataset;
  /** The predictions file of this attempt. */
  readonly path: string;
}

/**
 * The samples of one task after the other, as long as there are open tasks: a task is claimed when the first of its
 * samples is wanted, so whoever reads ahead holds the next claim early.
 */
export async function* feed(
  context: WorkerContext,
  tracker: TaskTracker,
  open: (dataset: string) => Promise<OpenDataset>,
): AsyncGenerator<FedSample> {
  while (!context.stopping.aborted) {
    const held = await context.queue.take();
    if (held === undefined) return;
    const progress = tracker.hold(held);
    for (const part of held.task.parts.keys()) {
      if (progress.rest) break;
      yield* samplesOfPart(context, tracker, open, progress, part);
    }
  }
}

async function* samplesOfPart(
  context: WorkerContext,
  tracker: TaskTracker,
  open: (dataset: string) => Promise<OpenDataset>,
  progress: TaskProgress,
  part: number,
): AsyncGenerator<FedSample> {
  const { task, attempt } = progress;
  const range = task.parts[part] as (typeof task.parts)[number];
  const { dataset: abbr, start, end } = range;
  try {
    const dataset = await open(abbr);
    const path = context.directory.predictionsOf(context.model, abbr, dataset.fingerprint, task.id, attempt);
    const isAnswered = attempt > 0 ? await answeredBefore(context, dataset, task.id, range) : () => false;
    for await (const group of groups(dataset.view.samples(start, end), isAnswered)) {
      const prepared = byPrefix(await dataset.inferencer.prepare(group));
      for (const [i, sample] of prepared.entries()) {
        if (progress.over || context.stopping.aborted) return;
        if (progress.wantedBack) {
          const unread = prepared.slice(i).map(({ sample: { position } }) => position);
          const behind = (group.at(-1) as Sample).position + 1;
          tracker.givenBack(progress, part, restOf(task.parts, part, unread, behind));
          return;
        }
        progress.opened(part);
        yield { progress, part, prepared: sample, dataset, path };
      }
    }
    tracker.allRead(progress, part);
  } catch (error) {
    if (!context.stopping.aborted) tracker.unreadable(progress, part, error);
  }
}

/** What was not begun of a task: single positions of a part, all of it from `behind` on, and the parts after it. */
export function restOf(parts: readonly Part[], part: number, positions: readonly number[], behind: number): Part[] {
  const { dataset, end } = parts[part] as Part;
  const ranges = [...positions.map((start) => ({ start, end: start + 1 })), { start: behind, end }];
  const sorted = ranges.filter((range) => range.start < range.end).sort((a, b) => a.start - b.start);
  const joined: { start: number; end: number }[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last?.end === range.start) last.end = range.end;
    else joined.push({ ...range });
  }
  return [...joined.map((range) => ({ dataset, ...range })), ...parts.slice(part + 1)];
}

/** Samples prepared together: enough for those with the same beginning to meet, and to embed many texts at once. */
const GROUP = 128;

/** Samples without an answer, many at a time. Where one cannot be read, those before it still come. */
async function* groups(
  samples: AsyncIterable<Sample>,
  isAnswered: (position: number) => boolean,
): AsyncGenerator<readonly Sample[]> {
  let group: Sample[] = [];
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const sample of samples) {
      if (isAnswered(sample.position)) continue;
      group.push(sample);
      if (group.length < GROUP) continue;
      yield group;
      group = [];
    }
  } catch (error) {
    failure = { error };
  }
  if (group.length > 0) yield group;
  if (failure) throw failure.error;
}

/** Prompts that begin alike one after the other: a server then finds the beginning in its cache. */
function byPrefix(prepared: readonly PreparedSample[]): readonly PreparedSample[] {
  return prepared.toSorted((a, b) => (a.prefix < b.prefix ? -1 : Number(a.prefix > b.prefix)));
}
