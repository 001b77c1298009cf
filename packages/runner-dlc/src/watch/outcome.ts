import type { FailureReason, JobOutcome } from 'oc-sdk';
import type { ExitMarker } from '../container/markers.ts';
import type { DlcJob } from '../transport/transport.ts';
import { type Cause, causeOf, exitCodeIn } from './causes.ts';
import type { Verdict } from './decide.ts';

export interface Circumstances {
  readonly jobId: string;
  readonly job: DlcJob | undefined;
  readonly events: readonly string[];
  /** We have asked for the end. */
  readonly stopping: boolean;
  readonly started: boolean;
  /** It was told that its time limit is near. */
  readonly timeUp: boolean;
  /** Of its log. */
  readonly lastLine: string;
}

/** How a job ended, and whether it may simply be made again: it had not begun. */
export interface Judgement {
  readonly outcome: JobOutcome;
  readonly again: boolean;
}

type Failed = Extract<JobOutcome, { status: 'failed' }>;

/** How a job ended, for those who asked for it. Pure. */
export function judge(verdict: Verdict, about: Circumstances): Judgement {
  if (about.stopping) return { outcome: { status: 'cancelled' }, again: false };
  const { outcome, again = false } = judged(verdict, about);
  if (outcome.status !== 'failed') return { outcome, again: false };
  const detail = `DLC job ${about.jobId}: ${outcome.detail}`.replaceAll(/\s+/g, ' ');
  return { outcome: { ...outcome, detail }, again: again && !about.started };
}

interface Found {
  readonly outcome: JobOutcome;
  readonly again?: boolean;
}

function judged(verdict: Verdict, about: Circumstances): Found {
  if (verdict.by === 'absence') {
    const detail = about.started ? 'it was deleted, or the service has lost it' : 'the service does not know it';
    return { outcome: failed('lost', detail) };
  }
  if (verdict.by === 'marker' && verdict.exit.exitCode === 0 && (!verdict.exit.received || about.timeUp)) return DONE;
  if (about.timeUp && isKilled(verdict)) return { outcome: failed('time-limit', TIME_UP) };
  if (verdict.meaning === 'stopped') return stopped(about);
  if (verdict.by === 'marker') return fromMarker(verdict, about);
  return fromStatus(verdict.meaning === 'succeeded', about);
}

const DONE: Found = { outcome: { status: 'succeeded' } };
const TIME_UP = 'its time limit was near, and it did not end in peace';

/** Ended from outside, whatever the service calls it. */
function isKilled(verdict: Exclude<Verdict, { by: 'absence' }>): boolean {
  if (verdict.by === 'status') return verdict.meaning !== 'succeeded';
  return verdict.exit.received || verdict.exit.exitCode > 128;
}

function fromMarker({ exit, meaning }: Extract<Verdict, { by: 'marker' }>, about: Circumstances): Found {
  if (exit.problem !== null) return { outcome: failed('rejected', exit.problem) };
  if (exit.exitCode === 0) return DONE;
  const wasKilled = exit.received || exit.exitCode > 128;
  const cause = wasKilled && meaning === 'failed' && about.job ? causeOf(about.job, about.events) : undefined;
  if (cause) return fromCause(cause, about);
  return { outcome: ownEnd(exit) };
}

function ownEnd({ exitCode }: ExitMarker): Failed {
  if (exitCode <= 128 || exitCode > 128 + 64) {
    return { ...failed('exit', `ended with exit code ${exitCode}`), exitCode };
  }
  const hint = exitCode === 137 ? ' (SIGKILL; it may have used more memory than it was given)' : '';
  return failed('signal', `killed by signal ${exitCode - 128}${hint}`);
}

/** The job itself left no last word. */
function fromStatus(succeeded: boolean, about: Circumstances): Found {
  const { job, events, started, lastLine } = about;
  const said = lastLine === '' ? '' : `; its log ends: ${lastLine}`;
  if (succeeded && started)
    return { outcome: failed('lost', `the service says that it is done, but it has left no word of its own${said}`) };
  if (succeeded) return { outcome: failed('rejected', `${NOT_SHARED}${said}`) };
  const cause = job && causeOf(job, events);
  if (cause) return fromCause(cause, about);
  const exitCode = job && exitCodeIn(job, events);
  if (!started) return { outcome: failed('rejected', `${reasonOf(about)}${said}. ${NOT_SHARED}`) };
  const detail = exitCode === undefined ? reasonOf(about) : `ended with exit code ${exitCode}, before it could say why`;
  return { outcome: { ...failed('exit', `${detail}${said}`), ...(exitCode === undefined ? {} : { exitCode }) } };
}

const NOT_SHARED =
  'It never reached its script: does the container see the run directory under the same path (data_sources, data_source_uris)?';

function fromCause({ reason, what, again }: Cause, about: Pick<Circumstances, 'job'>): Found {
  return { outcome: failed(reason, `${what} (${reasonOf(about)})`), again };
}

/** Somebody else has stopped it, unless the service says that it did so for its own reasons. */
function stopped({ job, events }: Circumstances): Found {
  const cause = job && !/by ?user/i.test(`${job.reasonCode} ${job.reasonMessage}`) ? causeOf(job, events) : undefined;
  if (cause?.reason === 'preempted' || cause?.reason === 'time-limit') return fromCause(cause, { job });
  return { outcome: { status: 'cancelled' } };
}

function reasonOf({ job }: Pick<Circumstances, 'job'>): string {
  const words = [job?.reasonCode, job?.reasonMessage].filter(Boolean).join(': ');
  return words || `the service says ${job?.status ?? 'nothing'}, and no reason`;
}

function failed(reason: FailureReason, detail: string): Failed {
  return { status: 'failed', reason, detail };
}
