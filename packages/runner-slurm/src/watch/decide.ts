import type { DoneMarker, Markers } from '../markers.ts';
import { waitOf } from '../pending-reasons.ts';
import type { Timing } from '../settings.ts';
import { meaningOf, type StateMeaning } from '../states.ts';
import type { StatusRow } from './parse-status.ts';

/** All that is known of one job at a moment. Times are milliseconds of one clock. */
export interface Observation {
  readonly markers: Markers;
  /** What Slurm said when it last answered; undefined: it did not know the job. */
  readonly row: StatusRow | undefined;
  /** We have asked Slurm to end it. */
  readonly cancelling: boolean;
  readonly now: number;
  /** Slurm may queue it again, so that an end it tells of is perhaps none. */
  readonly mayReturn: boolean;
  /** Answered polls in a row that said the same. */
  readonly samePolls: number;
  /** Since when `row`, or its absence, or its reason to wait, is what it is. */
  readonly rowSince: number;
  /** Answered polls in a row that did not know the job. A poll that failed is not among them. */
  readonly absentPolls: number;
}

/** How a job ended, and how we know. */
export type Verdict =
  | { readonly by: 'marker'; readonly done: DoneMarker; readonly meaning: StateMeaning | undefined }
  | { readonly by: 'state'; readonly meaning: StateMeaning; readonly row: StatusRow }
  | { readonly by: 'absence' }
  | { readonly by: 'hopeless wait'; readonly row: StatusRow };

type Patience = Pick<Timing, 'goneMs' | 'goneStartedMs' | 'markerMs' | 'hopelessMs'>;

/** Slurm may not have heard yet of what it did not see, and a file system may show a file late. */
const POLLS_TO_BE_GONE = 4;

/** A job that is queued again is seen as ended for a moment: that moment is shorter than the time between two polls. */
const POLLS_TO_BE_SURE = 2;

/** After an end that leaves no time for a marker it is not waited for as long as after one that does. */
const SUDDEN_MS = 1_000;

/**
 * Whether a job has ended, and how; undefined: it goes on, or nobody knows. Pure. The job's own word comes first; if it
 * was ended from outside, Slurm is asked why.
 */
export function decide(seen: Observation, patience: Patience): Verdict | undefined {
  const { markers, row } = seen;
  const meaning = row && meaningOf(row.state);
  if (markers.done) return byMarker(markers.done, meaning, seen);
  if (row === undefined) return byAbsence(seen, patience);
  if (meaning !== undefined && meaning !== 'live') return byState(meaning, row, seen, patience);
  const hopeless = row.state === 'PENDING' && waitOf(row.reason) === 'never-ends';
  if (hopeless && !seen.cancelling && seen.now - seen.rowSince >= patience.hopelessMs)
    return { by: 'hopeless wait', row };
  return undefined;
}

function byMarker(done: DoneMarker, meaning: StateMeaning | undefined, seen: Observation): Verdict | undefined {
  const fromOutside = seen.cancelling || done.signal !== null || done.received.includes('SIGTERM');
  if (!fromOutside) return { by: 'marker', done, meaning };
  // Processes may be left until Slurm says that the job is over.
  if (meaning === 'live' || mayStillReturn(seen)) return undefined;
  if (meaning === undefined && seen.absentPolls < POLLS_TO_BE_GONE) return undefined;
  return { by: 'marker', done, meaning };
}

function mayStillReturn({ mayReturn, cancelling, row, samePolls }: Observation): boolean {
  return mayReturn && !cancelling && row !== undefined && samePolls < POLLS_TO_BE_SURE;
}

function byAbsence(seen: Observation, { goneMs, goneStartedMs }: Patience): Verdict | undefined {
  if (seen.cancelling) return seen.absentPolls > 0 ? { by: 'absence' } : undefined;
  const patience = seen.markers.start ? goneStartedMs : goneMs;
  if (seen.absentPolls < POLLS_TO_BE_GONE || seen.now - seen.rowSince < patience) return undefined;
  return { by: 'absence' };
}

function byState(
  meaning: StateMeaning,
  row: StatusRow,
  seen: Observation,
  { markerMs }: Patience,
): Verdict | undefined {
  const patience = meaning === 'completed' ? markerMs : Math.min(SUDDEN_MS, markerMs);
  if (!seen.cancelling && (seen.now - seen.rowSince < patience || mayStillReturn(seen))) return undefined;
  return { by: 'state', meaning, row };
}
