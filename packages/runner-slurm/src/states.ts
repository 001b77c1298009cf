import type { FailureReason } from 'oc-sdk';

/** What a state of Slurm says of a job: it goes on, or how it ended. */
export type StateMeaning =
  | 'live'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | Extract<FailureReason, 'node-failure' | 'preempted' | 'time-limit' | 'out-of-memory'>;

/** Slurm's state words (squeue(1), JOB STATE CODES). A word that is not here is live: nothing is known to have ended. */
const MEANINGS: Readonly<Record<string, StateMeaning>> = {
  PENDING: 'live',
  RUNNING: 'live',
  CONFIGURING: 'live',
  // Processes may still be there.
  COMPLETING: 'live',
  SUSPENDED: 'live',
  STOPPED: 'live',
  REQUEUED: 'live',
  REQUEUE_FED: 'live',
  REQUEUE_HOLD: 'live',
  RESIZING: 'live',
  RESV_DEL_HOLD: 'live',
  SIGNALING: 'live',
  SPECIAL_EXIT: 'live',
  STAGE_OUT: 'live',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  DEADLINE: 'cancelled',
  REVOKED: 'cancelled',
  BOOT_FAIL: 'node-failure',
  LAUNCH_FAILED: 'node-failure',
  NODE_FAIL: 'node-failure',
  RECONFIG_FAIL: 'node-failure',
  PREEMPTED: 'preempted',
  TIMEOUT: 'time-limit',
  OUT_OF_MEMORY: 'out-of-memory',
};

/** `CANCELLED by 1000` and `COMPLETING+` are read by their first word. */
export function meaningOf(state: string): StateMeaning {
  return MEANINGS[firstWord(state)] ?? 'live';
}

export function isKnownState(state: string): boolean {
  return Object.hasOwn(MEANINGS, firstWord(state));
}

function firstWord(state: string): string {
  return /^[A-Z_]+/.exec(state.trim())?.[0] ?? '';
}
