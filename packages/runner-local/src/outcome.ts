import type { FailureReason, Job, JobOutcome } from 'oc-sdk';
import type { StopCause } from './supervise.ts';

/** How a job's command came to its end. */
export type Ending =
  | { readonly kind: 'ended'; readonly exitCode: number | undefined; readonly killedBy: string | undefined }
  | { readonly kind: 'stopped'; readonly cause: StopCause }
  | { readonly kind: 'not started'; readonly problem: SpawnProblem };

interface SpawnProblem {
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}

interface Circumstances {
  readonly job: Job;
  /** The out-of-memory killer struck in this control group while the job ran, at this job or at a neighbour. */
  readonly oomKilled: boolean;
}

/** A job that was made to end has that outcome, even if it took the chance to end well. */
export function outcomeOf(ending: Ending, { job, oomKilled }: Circumstances): JobOutcome {
  if (ending.kind === 'not started') return failed('rejected', whyNotStarted(job, ending.problem));
  if (ending.kind === 'stopped') {
    if (ending.cause === 'cancelled') return { status: 'cancelled' };
    return failed('time-limit', `ended after its time limit of ${job.resources.timeLimitSeconds} s`);
  }
  const { exitCode, killedBy } = ending;
  if (exitCode === 0) return { status: 'succeeded' };
  if (oomKilled && (killedBy === 'SIGKILL' || exitCode === SHELL_SIGKILL)) {
    return { ...failed('out-of-memory', "killed by the kernel's out-of-memory killer"), ...(exitCode && { exitCode }) };
  }
  if (exitCode !== undefined) return { ...failed('exit', `ended with exit code ${exitCode}`), exitCode };
  return failed('signal', `killed by ${killedBy}${killedBy === 'SIGKILL' ? SIGKILL_HINT : ''}`);
}

/** What a shell exits with when its child was killed: 128 + 9. */
const SHELL_SIGKILL = 137;

const SIGKILL_HINT = " (often the kernel's out-of-memory killer)";

function failed(reason: FailureReason, detail: string): Extract<JobOutcome, { status: 'failed' }> {
  return { status: 'failed', reason, detail };
}

function whyNotStarted({ command: [program], cwd }: Job, { code, originalMessage }: SpawnProblem): string {
  if (code === 'ENOENT') return `cannot start '${program}': no such program, or no folder '${cwd}'`;
  if (code === 'EACCES') return `cannot start '${program}': permission denied`;
  return `cannot start '${program}': ${originalMessage ?? code ?? 'unknown reason'}`;
}
