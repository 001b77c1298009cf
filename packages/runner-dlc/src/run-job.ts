import type { JobControl, JobOutcome } from 'oc-sdk';
import { lastLines } from 'oc-sdk/run-directory';
import { fillLog, podLogs } from './container/pod-logs.ts';
import { deferred } from './deferred.ts';
import type { Timing } from './settings.ts';
import { holdsGpusAfterEnd } from './states.ts';
import type { DlcJob, DlcTransport } from './transport/transport.ts';
import type { Verdict } from './watch/decide.ts';
import { type Judgement, judge } from './watch/outcome.ts';
import type { Tracker } from './watch/tracker.ts';
import type { Place, Watched } from './watch/watched.ts';

export interface Watching {
  readonly tracker: Tracker;
  readonly transport: DlcTransport;
  readonly timing: Timing;
  /** When it is aborted jobs are left to themselves. */
  readonly detachOn: AbortSignal | undefined;
}

/** Waits for the end of a job that DLC has, ends it if it is to end, and finds out how it went. */
export async function watchJob(
  place: Place,
  logFile: string,
  { signal, report }: Pick<JobControl, 'signal' | 'report'>,
  watching: Watching,
): Promise<Judgement> {
  const { tracker, detachOn } = watching;
  const { watched, ending } = tracker.watch(place, report);
  const detached = deferred<'detached'>();
  const onAbort = () => (detachOn?.aborted ? detached.resolve('detached') : tracker.stop(watched));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const how = await Promise.race([ending, detached.promise]);
    if (how === 'detached') tracker.forget(watched);
    if (how === 'detached' || how.by === 'no access') return LEFT;
    return await judgeEnd(how, watched, logFile, watching);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

const LEFT: Judgement = { outcome: { status: 'detached' } satisfies JobOutcome, again: false };

async function judgeEnd(verdict: Verdict, watched: Watched, logFile: string, watching: Watching): Promise<Judgement> {
  const { transport } = watching;
  const stopping = watched.stopAskedAt !== undefined;
  const needsDetail = !stopping && !saysEnough(verdict);
  const job = needsDetail ? await transport.get(watched.jobId).catch(() => watched.job) : watched.job;
  const events = needsDetail ? await transport.events(watched.jobId).catch(() => []) : [];
  if (job && needsDetail && verdict.by === 'status') await fetchLog(job, watched, logFile, watching);
  // The result is decided, and the GPUs are still held.
  if (job && holdsGpusAfterEnd(job.status)) await transport.stop(job.id).catch(() => {});
  const [lastLine = ''] = needsDetail ? await lastLines(logFile, 1) : [];
  const { start, timeUp } = watched.markers;
  return judge(verdict, {
    ...{ jobId: watched.jobId, job, events, stopping, lastLine },
    ...{ started: start !== undefined, timeUp },
  });
}

/** The command ended by itself: the service has nothing to add. */
function saysEnough(verdict: Verdict): boolean {
  return verdict.by === 'marker' && verdict.exit.exitCode <= 128 && !verdict.exit.received;
}

/** What the job could not write itself is asked of the service. */
async function fetchLog(job: DlcJob, { startedAtMs }: Watched, logFile: string, watching: Watching): Promise<void> {
  const { transport, timing } = watching;
  if ((await lastLines(logFile, 1)).length > 0) return;
  await fillLog(logFile, await podLogs(transport, job, startedAtMs, timing));
}
