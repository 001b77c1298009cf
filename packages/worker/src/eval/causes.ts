import type { FailedSample } from './answers.ts';

/** How many samples failed with which code, the most frequent first. */
export function countCodes(failed: readonly FailedSample[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { error } of failed) counts.set(error.code, (counts.get(error.code) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

/** `HTTP_400 (2), TIMEOUT (1); the first: maximum context length exceeded`. */
export function causesOf(failed: readonly FailedSample[]): string {
  const counts = Object.entries(countCodes(failed)).map(([code, count]) => `${code} (${count})`);
  return `${counts.join(', ')}; the first: ${failed[0]?.error.message.split('\n', 1)[0]}`;
}
