import type { JobControl, JobOutcome } from 'oc-sdk';
import { tailOf } from 'oc-sdk/run-directory';
import { deferred } from './collections.ts';
import { parseElementKey } from './element.ts';
import type { Lessons, Needs } from './lessons.ts';
import { slurmLogFile } from './submit/submission.ts';
import type { Verdict } from './watch/decide.ts';
import { isLaunchFailure, outcomeOf } from './watch/outcome.ts';
import type { Tracker } from './watch/tracker.ts';
import type { Place, Watched } from './watch/watched.ts';

export interface Watching {
  readonly tracker: Tracker;
  readonly lessons: Lessons;
  /** Whether jobs whose signal is aborted are left to themselves. */
  isLeaving(): boolean;
}

/** Waits for the end of a job that Slurm has, ends it if it is to end, and learns from how it went. */
export async function watchJob(
  place: Omit<Place, 'submission'>,
  base: Needs,
  { signal, logger, report }: JobControl,
  { tracker, lessons, isLeaving }: Watching,
): Promise<JobOutcome> {
  const submission = parseElementKey(place.key)?.submission ?? place.key;
  const { watched, verdict } = tracker.watch({ ...place, submission }, report);
  const detached = deferred<'detached'>();
  const onAbort = () => (isLeaving() ? detached.resolve('detached') : tracker.cancel(watched));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const ending = await Promise.race([verdict, detached.promise]);
    if (ending === 'detached') {
      tracker.forget(watched);
      return { status: 'detached' };
    }
    if (ending.by === 'hopeless wait') await endWaiting({ ...place, submission }, tracker);
    const outcome = await outcomeFor(ending, watched);
    const learned = learn(ending, outcome, watched, base, lessons);
    if (learned !== undefined) logger.warn(learned);
    return launchFailedAgain(ending, outcome, lessons);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function outcomeFor(verdict: Verdict, watched: Watched): Promise<JobOutcome> {
  return outcomeOf(verdict, {
    jobId: watched.jobId,
    node: watched.node,
    cancelling: watched.cancelledAt !== undefined,
    started: watched.markers.start !== undefined,
    slurmLog: await tailOf(slurmLogFile(watched.place.folder, watched.place.index)),
  });
}

/** Ends a job that still waits, and resolves when it is gone. */
async function endWaiting(place: Place, tracker: Tracker): Promise<void> {
  const { watched, verdict } = tracker.watch(place);
  tracker.cancel(watched);
  await verdict;
}

/** What the next jobs do better, as a sentence; undefined: there is nothing to learn. */
function learn(
  verdict: Verdict,
  outcome: JobOutcome,
  { node }: Watched,
  base: Needs,
  lessons: Lessons,
): string | undefined {
  if (outcome.status !== 'failed') return undefined;
  if (outcome.reason === 'node-failure' && node !== '') {
    lessons.nodeFailed(node);
    if (isLaunchFailure(verdict)) lessons.launchFailed();
    return `${outcome.detail}; later jobs leave out ${node}`;
  }
  if (outcome.reason === 'time-limit' && lessons.moreTime(base))
    return `${outcome.detail}; later jobs get twice the time`;
  if (outcome.reason === 'out-of-memory' && lessons.moreMemory(base)) {
    return `${outcome.detail}; later jobs get twice the memory`;
  }
  return undefined;
}

/** One node that cannot start a job is a bad node; two are a folder that nodes cannot see. */
function launchFailedAgain(verdict: Verdict, outcome: JobOutcome, lessons: Lessons): JobOutcome {
  if (outcome.status !== 'failed' || !isLaunchFailure(verdict) || lessons.launchFailures < 2) return outcome;
  return {
    ...outcome,
    reason: 'rejected',
    detail: `${outcome.detail}. It is not the first: is the run directory on a file system that all nodes share?`,
  };
}
