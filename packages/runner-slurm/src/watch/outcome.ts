import type { FailureReason, JobOutcome } from 'oc-sdk';
import type { DoneMarker } from '../markers.ts';
import type { StateMeaning } from '../states.ts';
import type { Verdict } from './decide.ts';
import type { StatusRow } from './parse-status.ts';

export interface Circumstances {
  /** As people write it; undefined where Slurm never said. */
  readonly jobId: string | undefined;
  readonly node: string;
  /** We have asked for the end. */
  readonly cancelling: boolean;
  readonly started: boolean;
  /** Slurm's own messages about the job. */
  readonly slurmLog: string;
}

type Failed = Extract<JobOutcome, { status: 'failed' }>;

/** slurmd could not start the job: its folder or its log is not there (slurm_errno.h, seen as `0:53`). */
const LAUNCH_FAILED = 53;

/** What Slurm sends to the job when its time limit comes near. */
const TIME_IS_NEAR = 'SIGUSR2';

const OUT_OF_MEMORY = /oom[-_ ]kill|out of memory|Exceeded (?:job|step) memory limit/i;

/** How a job ended, for those who asked for it. Pure. */
export function outcomeOf(verdict: Verdict, about: Circumstances): JobOutcome {
  if (about.cancelling) return { status: 'cancelled' };
  const outcome = judged(verdict, about);
  return outcome.status === 'failed' ? { ...outcome, detail: `${place(about)}: ${outcome.detail}` } : outcome;
}

/** Slurm could not even start the job on that node. */
export function isLaunchFailure(verdict: Verdict): boolean {
  return verdict.by === 'state' && verdict.meaning === 'failed' && signalOf(verdict.row) === LAUNCH_FAILED;
}

function judged(verdict: Verdict, about: Circumstances): JobOutcome {
  switch (verdict.by) {
    case 'marker':
      return fromMarker(verdict.done, verdict.meaning, about);
    case 'state':
      return fromState(verdict.meaning, verdict.row, about);
    case 'hopeless wait':
      return failed('rejected', `it would wait for ever: ${verdict.row.reason}`);
    case 'absence':
      return failed('lost', about.started ? 'Slurm does not know it any more' : 'Slurm does not know it');
  }
}

function fromMarker(done: DoneMarker, meaning: StateMeaning | undefined, about: Circumstances): JobOutcome {
  if (done.problem !== null) return failed('rejected', done.problem);
  const cause = meaning === undefined ? undefined : fromOutside(meaning, about);
  if (cause) return cause;
  if (done.exitCode === 0) return { status: 'succeeded' };
  if (done.received.includes(TIME_IS_NEAR))
    return failed('time-limit', 'its time limit was near, and it did not end in peace');
  if (done.exitCode !== null) {
    return { ...failed('exit', `ended with exit code ${done.exitCode}`), exitCode: done.exitCode };
  }
  return killed(done.signal ?? 'a signal', about);
}

function fromState(meaning: StateMeaning, row: StatusRow, about: Circumstances): JobOutcome {
  const cause = fromOutside(meaning, about);
  if (cause) return cause;
  if (meaning === 'completed') return failed('lost', 'Slurm says that it is done, but it has left no word of its own');
  const signal = signalOf(row);
  if (signal === LAUNCH_FAILED) return failed('node-failure', 'the node could not start it');
  if (signal !== 0) return killed(`signal ${signal}`, about);
  const exitCode = row.waitStatus >> 8;
  return { ...failed('exit', `ended with exit code ${exitCode}, before it could say why`), exitCode };
}

/** Ends that the job itself has no part in. */
function fromOutside(meaning: StateMeaning, { slurmLog }: Circumstances): Failed | undefined {
  switch (meaning) {
    case 'cancelled':
      return failed(
        'rejected',
        'somebody has cancelled it (scancel, or its deadline), so no other is started in its place',
      );
    case 'node-failure':
      return failed('node-failure', 'its node failed');
    case 'preempted':
      return failed('preempted', 'another job took its place');
    case 'time-limit':
      return failed('time-limit', `its time limit was reached${said(slurmLog)}`);
    case 'out-of-memory':
      return failed('out-of-memory', `it used more memory than it was given${said(slurmLog)}`);
    default:
      return undefined;
  }
}

function killed(by: string, { slurmLog }: Circumstances): Failed {
  if (OUT_OF_MEMORY.test(slurmLog)) {
    return failed('out-of-memory', `it used more memory than it was given${said(slurmLog)}`);
  }
  return failed('signal', `killed by ${by}${said(slurmLog)}`);
}

/** The last of Slurm's own lines. */
function said(slurmLog: string): string {
  const lines = slurmLog.split('\n').filter((line) => /^(?:slurmstepd|srun|slurmd)\b/.test(line));
  const last = lines.at(-1);
  return last === undefined ? '' : ` (${last.trim().slice(0, 300)})`;
}

function signalOf({ waitStatus }: StatusRow): number {
  return waitStatus & 0x7f;
}

function place({ jobId, node }: Circumstances): string {
  return `Slurm job${jobId === undefined ? '' : ` ${jobId}`}${node === '' ? '' : ` on ${node}`}`;
}

function failed(reason: FailureReason, detail: string): Failed {
  return { status: 'failed', reason, detail };
}
