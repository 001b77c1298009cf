import type { Runner } from 'oc-sdk';

/** What a case gets. */
export interface RunnerCaseTools {
  readonly runner: Runner;
  readonly folder: string;
  readonly graceMs: number;
  readonly startMs: number;
}

/** Cases are written as what holds and how to see it; this is the second half. */
export type RunnerCase = readonly [name: string, check: (tools: RunnerCaseTools) => Promise<void>];
