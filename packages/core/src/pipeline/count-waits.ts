import type { JobStatus } from 'oc-sdk';
import type { Wait } from './progress-state.ts';

/** Why jobs are queued, in the words of the engine, the most frequent reason first. */
export function countWaits(statuses: readonly JobStatus[]): Wait[] {
  const counts = new Map<string, number>();
  for (const { phase, reason = '' } of statuses) {
    if (phase === 'queued') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, jobs]) => ({ reason, jobs })).sort((a, b) => b.jobs - a.jobs);
}
