import { waitOf } from '../pending-reasons.ts';
import type { StatusRow } from './parse-status.ts';

/** `3 running, 12 pending (Resources 10, Priority 2)`: what Slurm does with our jobs, in one line. */
export function summaryOf(rows: readonly StatusRow[]): string {
  const pending = rows.filter(({ state }) => state === 'PENDING');
  const running = rows.filter(({ state }) => state === 'RUNNING').length;
  const reasons = [...counts(pending.map(({ reason }) => reason))].sort(([, a], [, b]) => b - a);
  const why = reasons.map(([reason, count]) => `${reason} ${count}`).join(', ');
  return `${running} running, ${pending.length} pending${why === '' ? '' : ` (${why})`}`;
}

/** Reasons that need a person, among those for which jobs wait. */
export function reasonsForAPerson(rows: readonly StatusRow[]): string[] {
  const waits = rows.filter(({ state, reason }) => state === 'PENDING' && waitOf(reason) !== 'usual');
  return [...new Set(waits.map(({ reason }) => reason))];
}

function counts(texts: readonly string[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const text of texts) result.set(text, (result.get(text) ?? 0) + 1);
  return result;
}
