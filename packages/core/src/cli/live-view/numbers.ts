import type { Wait } from '../../pipeline/progress-state.ts';

const counts = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** 12345 is `12,345`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** 1234567 is `1.2M`. */
export function formatCompact(count: number): string {
  return compact.format(count);
}

/** Samples per second, three digits or so; per minute where that reads better. */
export function formatRate(perSecond: number): string {
  if (perSecond > 0 && perSecond < 1) return `${(perSecond * 60).toFixed(1)}/min`;
  return `${perSecond < 100 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond))}/s`;
}

/** `m:ss`; `1h 02m` or `3d 4h` where seconds do not matter. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  if (hours >= 24) return `${Math.floor(hours / 24)}d ${hours % 24}h`;
  if (hours > 0) return `${hours}h ${twoDigits(minutes)}m`;
  return `${minutes}:${twoDigits(whole % 60)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** Whole percent, rounded down: 100 means all. Nothing to do is all done. */
export function percentOf(done: number, total: number): number {
  return total > 0 ? Math.floor((Math.min(done, total) / total) * 100) : 100;
}

/** `4 queued (Resources 3, Priority 1)`; a reason that all share stands alone. */
export function formatWaits(waits: readonly Wait[]): string {
  const total = waits.reduce((sum, { jobs }) => sum + jobs, 0);
  const named = waits.filter(({ reason }) => reason !== '');
  const [only] = named;
  const why =
    only?.jobs === total ? only.reason : named.map(({ reason, jobs }) => `${reason} ${formatCount(jobs)}`).join(', ');
  return `${formatCount(total)} queued${why === '' ? '' : ` (${why})`}`;
}

/** `1 worker`, `2 workers`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
