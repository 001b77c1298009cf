import { setTimeout as sleep } from 'node:timers/promises';

/** What the user says of every job. */
export interface SlurmSettings {
  readonly partition: string | undefined;
  readonly quotatype: string | undefined;
  readonly qos: string | undefined;
  readonly account: string | undefined;
  /** Minutes. */
  readonly timeLimitMinutes: number | undefined;
  readonly cpusPerTask: number | undefined;
  readonly memoryMiB: number | undefined;
  readonly exclude: readonly string[];
  readonly extraArgs: readonly string[];
}

/** How patient the runner is; milliseconds. Tests are less patient. */
export interface Timing {
  /** Jobs that come within so long of one another go to Slurm together. */
  readonly gatherMs: number;
  /** Between two looks at the markers. */
  readonly lookMs: number;
  /** Between two polls while things happen, and while nothing does. */
  readonly pollMs: number;
  readonly slowPollMs: number;
  /** How long a submission that may have succeeded is looked for. */
  readonly quietMs: number;
  /** A job that Slurm does not know any more, and that has not started (has started), is given up after so long. */
  readonly goneMs: number;
  readonly goneStartedMs: number;
  /** How long after Slurm's word on the end of a job its marker may come. */
  readonly markerMs: number;
  /** How long a job may wait for something that never comes. */
  readonly hopelessMs: number;
  /** How long the rest of the jobs waits when Slurm takes no more. */
  readonly limitMs: number;
  /** How long the cluster's accounts are waited for at the end. */
  readonly accountsMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export const TIMING: Timing = {
  gatherMs: 100,
  lookMs: 500,
  pollMs: 2_000,
  slowPollMs: 20_000,
  quietMs: 10_000,
  goneMs: 10_000,
  goneStartedMs: 30_000,
  markerMs: 30_000,
  hopelessMs: 60_000,
  limitMs: 15_000,
  accountsMs: 4_000,
  now: () => performance.now(),
  sleep: (ms) => sleep(ms),
};
