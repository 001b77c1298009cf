import type { ExitMarker, Markers } from '../container/markers.ts';
import type { Timing } from '../settings.ts';
import { isTerminal, meaningOf, type StateMeaning } from '../states.ts';
import type { DlcJob } from '../transport/transport.ts';
import { causeOf } from './causes.ts';

/** All that is known of one job at a moment. Times are milliseconds of one clock. */
export interface Observation {
  readonly markers: Markers;
  /** What the service said last; undefined: it has not yet known the job. */
  readonly job: DlcJob | undefined;
  /** We have asked for its end. */
  readonly stopping: boolean;
  readonly now: number;
  /** When the watch began. */
  readonly watchedSince: number;
  /** Since when its status is what it is. */
  readonly statusSince: number;
  /** Since when its last word is known. */
  readonly exitSince: number;
  /** Answers in a row, asked by id, that did not know the job. A call that failed is not among them. */
  readonly absences: number;
}

/** How a job ended, and how we know. */
export type Verdict =
  | { readonly by: 'marker'; readonly exit: ExitMarker; readonly meaning: StateMeaning | undefined }
  | { readonly by: 'status'; readonly meaning: StateMeaning }
  | { readonly by: 'absence' };

type Patience = Pick<Timing, 'markerMs' | 'newJobMs'>;

export interface DecideOptions extends Patience {
  /** GPUs may be held after the end: the service's word is waited for, so that they can be freed. */
  readonly mayReserve: boolean;
}

/** Once could be a mistake. */
const ABSENCES = 4;

/**
 * Whether a job has ended, and how; undefined: it goes on, or nobody knows. Pure. The job's own word comes first; if it
 * was ended from outside, the service is asked why.
 */
export function decide(seen: Observation, patience: DecideOptions): Verdict | undefined {
  const { markers, job } = seen;
  if (isGone(seen, patience)) return markers.exit ? byMarker(markers.exit, undefined) : { by: 'absence' };
  const meaning = job && isTerminal(job.status) ? meaningOf(job.status) : undefined;
  if (markers.exit) return ownWord(seen, markers.exit, meaning, patience);
  if (job === undefined || meaning === undefined) return undefined;
  // A file system may show the last word late. Whoever was stopped, or lost its place or node, has none to say.
  const sudden = meaning !== 'succeeded' && (seen.stopping || markers.start === undefined || causeOf(job, [])?.again);
  const wait = sudden ? Math.min(SUDDEN_MS, patience.markerMs) : patience.markerMs;
  return seen.now - seen.statusSince >= wait ? { by: 'status', meaning } : undefined;
}

const SUDDEN_MS = 2_000;

function ownWord(
  seen: Observation,
  exit: ExitMarker,
  ended: StateMeaning | undefined,
  patience: DecideOptions,
): Verdict | undefined {
  const fromOutside = seen.stopping || exit.received || exit.exitCode > 128;
  const saysEnough = !fromOutside && !patience.mayReserve;
  return saysEnough || ended !== undefined || isLate(seen, exit, patience) ? byMarker(exit, ended) : undefined;
}

function byMarker(exit: ExitMarker, meaning: StateMeaning | undefined): Verdict {
  return { by: 'marker', exit, meaning };
}

/** The service has known it and does not any more, or has not come to know it in all the time that takes. */
function isGone({ absences, now, watchedSince }: Observation, { newJobMs }: Patience): boolean {
  return absences >= ABSENCES && now - watchedSince >= newJobMs;
}

/** The service is silent on a job that has had its last word: that has to do, unless its end was asked for. */
function isLate({ now, exitSince, stopping, job }: Observation, exit: ExitMarker, { markerMs }: Patience): boolean {
  const silent = job === undefined || meaningOf(job.status) !== 'stopping';
  return !stopping && !exit.received && silent && now - exitSince >= markerMs;
}
