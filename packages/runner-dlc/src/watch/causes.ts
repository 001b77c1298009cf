import type { FailureReason } from 'oc-sdk';
import type { DlcJob } from '../transport/transport.ts';

/**
 * A cause that the job has no part in. `again`: it never began or was torn out, so it had no last word, and such a job may be
 * made again where it had not begun.
 */
export interface Cause {
  readonly reason: FailureReason;
  readonly what: string;
  readonly again: boolean;
}

/** Words of reason codes, reason messages, pods and events, in the order in which they are looked for. */
const CAUSES: readonly (readonly [RegExp, Cause])[] = [
  [/preempt|evict/i, { reason: 'preempted', what: 'another job took its place', again: true }],
  [
    /OOMKilled|out of memory|exited with code 137/i,
    { reason: 'out-of-memory', what: 'it used more memory than it was given', again: false },
  ],
  [
    /MaxRunningTime|running time (?:limit|exceed)|DeadlineExceeded|JobTimeout|exceeds? .*max.*running/i,
    { reason: 'time-limit', what: 'its time limit was reached', again: false },
  ],
  [
    /ResourceAllocateFailed|resource type is not enough|insufficient (?:quota|resource)|quota/i,
    { reason: 'node-failure', what: 'there were no resources for it', again: true },
  ],
  [
    /ImagePull|ErrImage|pull image|image pull/i,
    { reason: 'node-failure', what: 'its image could not be pulled', again: true },
  ],
  [
    /SanityCheck|NodeNotReady|NodeLost|node (?:is )?(?:lost|unhealthy|not ready|failure)|NodeFail/i,
    { reason: 'node-failure', what: 'its node is not well', again: true },
  ],
];

/** Why a job ended that did not say so itself; undefined: for a reason of its own. */
export function causeOf(job: DlcJob, events: readonly string[]): Cause | undefined {
  const pods = job.pods.map(({ subStatus }) => subStatus ?? '');
  const text = [job.reasonCode, job.reasonMessage, ...pods, ...events].join('\n');
  return CAUSES.find(([pattern]) => pattern.test(text))?.[1];
}

/** `exited with code N` of the pod's events. */
export function exitCodeIn(job: DlcJob, events: readonly string[]): number | undefined {
  const [, code] =
    /exit(?:ed)?(?: with)? (?:code|status):?\s*(\d+)/i.exec([job.reasonMessage, ...events].join('\n')) ?? [];
  return code === undefined ? undefined : Number(code);
}
