import type { DlcJob } from '../transport/transport.ts';

const LONGEST_REASON = 160;

/** `3 Running, 2 Queuing (quota is used up)`: what DLC does with our jobs, in one line. */
export function summaryOf(jobs: readonly DlcJob[], waitingFor: string): string {
  const counts = new Map<string, number>();
  for (const { status } of jobs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const text = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  return waitingFor === '' ? text : `${text} (${waitingFor.slice(0, LONGEST_REASON)})`;
}

/** Why a job waits, in the service's words; empty where it does not say. */
export function reasonToWait(job: DlcJob, events: readonly string[]): string {
  const words = [job.reasonCode, job.reasonMessage].filter(Boolean).join(': ');
  return (words || events.findLast((line) => line.trim() !== '') || '').replaceAll(/\s+/g, ' ').trim();
}
